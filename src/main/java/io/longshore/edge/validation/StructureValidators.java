package io.longshore.edge.validation;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Demands on objects and arrays. */
final class StructureValidators {

  private StructureValidators() {}

  /** Members that a schema names have their own demands; the others have {@code additional}. */
  static Validator members(
      Map<String, Validator> properties, List<String> required, Validator additional) {
    String[] needed = required.toArray(String[]::new);
    return value ->
        value instanceof Map<?, ?> map ? fault(map, properties, needed, additional) : null;
  }

  private static Violation fault(
      Map<?, ?> map, Map<String, Validator> properties, String[] needed, Validator additional) {
    for (String name : needed) {
      if (map.get(name) == null) {
        return Violation.here("is required").at(name);
      }
    }
    for (Map.Entry<?, ?> member : map.entrySet()) {
      String name = (String) member.getKey();
      Object value = member.getValue();
      Violation fault =
          value == null ? null : properties.getOrDefault(name, additional).check(value);
      if (fault != null) {
        return fault.at(name);
      }
    }
    return null;
  }

  static Validator names(Validator name) {
    return value -> {
      if (value instanceof Map<?, ?> map) {
        for (Object key : map.keySet()) {
          Violation fault = name.check(key);
          if (fault != null) {
            return new Violation("", "has a member name that " + fault.text());
          }
        }
      }
      return null;
    };
  }

  static Validator items(Validator item) {
    return value -> {
      if (value instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          Violation fault = item.check(list.get(i));
          if (fault != null) {
            return fault.at(i);
          }
        }
      }
      return null;
    };
  }

  static Validator size(String unit, int least, int most) {
    return value -> {
      int size =
          value instanceof List<?> list
              ? (unit.equals("item") ? list.size() : least)
              : value instanceof Map<?, ?> map && unit.equals("member") ? map.size() : least;
      if (size < least) {
        return Violation.here("must have at least " + least + " " + unit + (least == 1 ? "" : "s"));
      }
      return size <= most
          ? null
          : Violation.here("must have at most " + most + " " + unit + (most == 1 ? "" : "s"));
    };
  }

  static Validator unique() {
    return value -> {
      if (value instanceof List<?> list) {
        Set<Object> seen = new HashSet<>();
        for (Object item : list) {
          if (!seen.add(worth(item))) {
            return Violation.here("must not have an item twice");
          }
        }
      }
      return null;
    };
  }

  static Validator oneOf(List<?> allowed) {
    Set<Object> values = new HashSet<>();
    allowed.forEach(value -> values.add(worth(value)));
    String text =
        allowed.size() > 24 ? "is not one of the allowed values" : "must be one of " + allowed;
    return value -> values.contains(worth(value)) ? null : Violation.here(text);
  }

  /** What two equal JSON values have in common: 1 and 1.0 are the same. */
  private static Object worth(Object value) {
    if (value instanceof Number number) {
      BigDecimal exact = NumberValidators.exact(number);
      return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(StructureValidators::worth).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> worth = new HashMap<>();
      map.forEach((name, member) -> worth.put(name, worth(member)));
      return worth;
    }
    return value;
  }
}
