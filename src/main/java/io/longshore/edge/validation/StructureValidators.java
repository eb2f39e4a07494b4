package io.longshore.edge.validation;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Validators of objects, arrays and enumerations. */
final class StructureValidators {

  private StructureValidators() {}

  /** Validates each member, those that {@code properties} does not name by {@code additional}. */
  static Validator members(
      Map<String, Validator> properties, List<String> required, Validator additional) {
    String[] names = required.toArray(String[]::new);
    return value ->
        value instanceof Map<?, ?> map ? violation(map, properties, names, additional) : null;
  }

  private static Violation violation(
      Map<?, ?> map, Map<String, Validator> properties, String[] required, Validator additional) {
    for (String name : required) {
      if (map.get(name) == null) {
        return Violation.here("is required").at(name);
      }
    }
    for (Map.Entry<?, ?> member : map.entrySet()) {
      String name = (String) member.getKey();
      Object value = member.getValue();
      Violation violation =
          value == null ? null : properties.getOrDefault(name, additional).validate(value);
      if (violation != null) {
        return violation.at(name);
      }
    }
    return null;
  }

  /** Refuses every member, with the names of those that there are. */
  static Validator unknown(Collection<String> known) {
    Violation violation =
        Violation.here(
            known.isEmpty()
                ? "is unknown: this has no members"
                : "is unknown: the members here are " + new TreeSet<>(known));
    return value -> violation;
  }

  static Validator names(Validator name) {
    return value -> {
      if (value instanceof Map<?, ?> map) {
        for (Object key : map.keySet()) {
          Violation violation = name.validate(key);
          if (violation != null) {
            return new Violation("", "has a member name that " + violation.text());
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
          Violation violation = item.validate(list.get(i));
          if (violation != null) {
            return violation.at(i);
          }
        }
      }
      return null;
    };
  }

  static Validator size(String unit, int min, int max) {
    return value -> {
      int size =
          value instanceof List<?> list
              ? (unit.equals("item") ? list.size() : min)
              : value instanceof Map<?, ?> map && unit.equals("member") ? map.size() : min;
      if (size < min) {
        return Violation.here("must have at least " + min + " " + unit + (min == 1 ? "" : "s"));
      }
      return size <= max
          ? null
          : Violation.here("must have at most " + max + " " + unit + (max == 1 ? "" : "s"));
    };
  }

  static Validator unique() {
    return value -> {
      if (value instanceof List<?> list) {
        Set<Object> seen = new HashSet<>();
        for (Object item : list) {
          if (!seen.add(canonical(item))) {
            return Violation.here("must not have duplicate items");
          }
        }
      }
      return null;
    };
  }

  static Validator enumeration(List<?> allowed) {
    Set<Object> values = new HashSet<>();
    allowed.forEach(value -> values.add(canonical(value)));
    String text =
        allowed.size() > 24 ? "is not one of the allowed values" : "must be one of " + allowed;
    return value -> values.contains(canonical(value)) ? null : Violation.here(text);
  }

  /** A form that is equal for equal JSON values: 1 and 1.0 are the same. */
  private static Object canonical(Object value) {
    if (value instanceof Number number) {
      BigDecimal exact = NumberValidators.exact(number);
      return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(StructureValidators::canonical).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> members = new HashMap<>();
      map.forEach((name, member) -> members.put(name, canonical(member)));
      return members;
    }
    return value;
  }
}
