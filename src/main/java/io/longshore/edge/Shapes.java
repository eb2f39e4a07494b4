package io.longshore.edge;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Demands on objects and arrays. */
final class Shapes {

  private Shapes() {}

  /** Members that a schema names have their own demands; the others have {@code additional}. */
  static Check members(Map<String, Check> properties, List<String> required, Check additional) {
    String[] needed = required.toArray(String[]::new);
    return value ->
        value instanceof Map<?, ?> map ? fault(map, properties, needed, additional) : null;
  }

  private static Fault fault(
      Map<?, ?> map, Map<String, Check> properties, String[] needed, Check additional) {
    for (String name : needed) {
      if (map.get(name) == null) {
        return Fault.here("is required").at(name);
      }
    }
    for (Map.Entry<?, ?> member : map.entrySet()) {
      String name = (String) member.getKey();
      Object value = member.getValue();
      Fault fault = value == null ? null : properties.getOrDefault(name, additional).check(value);
      if (fault != null) {
        return fault.at(name);
      }
    }
    return null;
  }

  static Check names(Check name) {
    return value -> {
      if (value instanceof Map<?, ?> map) {
        for (Object key : map.keySet()) {
          Fault fault = name.check(key);
          if (fault != null) {
            return new Fault("", "has a member name that " + fault.text());
          }
        }
      }
      return null;
    };
  }

  static Check items(Check item) {
    return value -> {
      if (value instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          Fault fault = item.check(list.get(i));
          if (fault != null) {
            return fault.at(i);
          }
        }
      }
      return null;
    };
  }

  static Check size(String unit, int least, int most) {
    return value -> {
      int size =
          value instanceof List<?> list
              ? (unit.equals("item") ? list.size() : least)
              : value instanceof Map<?, ?> map && unit.equals("member") ? map.size() : least;
      if (size < least) {
        return Fault.here("must have at least " + least + " " + unit + (least == 1 ? "" : "s"));
      }
      return size <= most
          ? null
          : Fault.here("must have at most " + most + " " + unit + (most == 1 ? "" : "s"));
    };
  }

  static Check unique() {
    return value -> {
      if (value instanceof List<?> list) {
        Set<Object> seen = new HashSet<>();
        for (Object item : list) {
          if (!seen.add(worth(item))) {
            return Fault.here("must not have an item twice");
          }
        }
      }
      return null;
    };
  }

  static Check oneOf(List<?> allowed) {
    Set<Object> values = new HashSet<>();
    allowed.forEach(value -> values.add(worth(value)));
    String text =
        allowed.size() > 24 ? "is not one of the allowed values" : "must be one of " + allowed;
    return value -> values.contains(worth(value)) ? null : Fault.here(text);
  }

  /** What two equal JSON values have in common: 1 and 1.0 are the same. */
  private static Object worth(Object value) {
    if (value instanceof Number number) {
      BigDecimal exact = Numbers.exact(number);
      return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Shapes::worth).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> worth = new HashMap<>();
      map.forEach((name, member) -> worth.put(name, worth(member)));
      return worth;
    }
    return value;
  }
}
