package io.longshore.config.load;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses texts by the type of the record component. */
public final class SettingType {

  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]{0,3})");
  private static final Pattern FRACTION = Pattern.compile("[0-9]{1,9}([.][0-9]{1,9})?");
  private static final Map<String, Duration> DURATIONS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Long> SIZES =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private SettingType() {}

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException whose message says what was expected, for example {@code a
   *     whole number}
   */
  public static Object parse(Type type, String text) {
    if (type instanceof ParameterizedType generic) {
      return parseGeneric(generic, text);
    } else if (type == String.class) {
      return text;
    } else if (type == int.class || type == Integer.class) {
      return Math.toIntExact(number(text, Integer.MAX_VALUE));
    } else if (type == long.class || type == Long.class) {
      return number(text, Long.MAX_VALUE);
    } else if (type == double.class) {
      return fraction(text);
    } else if (type == boolean.class || type == Boolean.class) {
      return truth(text);
    } else if (type == Duration.class) {
      return duration(text);
    } else if (type == Path.class) {
      return Path.of(text);
    } else if (type == URI.class) {
      return uri(text);
    }
    throw new IllegalStateException("No setting has the type " + type);
  }

  private static Object parseGeneric(ParameterizedType type, String text) {
    Type element = type.getActualTypeArguments()[0];
    if (type.getRawType() == Map.class) {
      return NamedRecords.parse((Class<?>) type.getActualTypeArguments()[1], text);
    }
    if (type.getRawType() == Optional.class) {
      return text.isBlank() ? Optional.empty() : Optional.of(parse(element, text));
    }
    List<Object> elements =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(part -> parse(element, part))
            .toList();
    return type.getRawType() == Set.class ? new TreeSet<>(elements) : elements;
  }

  private static long number(String text, long max) {
    Matcher quantity = QUANTITY.matcher(text);
    Long unit = quantity.matches() ? SIZES.get(quantity.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("a whole number, or a size such as 8MiB");
    }
    long count = Long.parseLong(quantity.group(1));
    if (count > max / unit) {
      throw new IllegalArgumentException("at most " + max);
    }
    return count * unit;
  }

  private static double fraction(String text) {
    if (!FRACTION.matcher(text).matches()) {
      throw new IllegalArgumentException("a number such as 0.05");
    }
    return Double.parseDouble(text);
  }

  private static Duration duration(String text) {
    Matcher quantity = QUANTITY.matcher(text);
    Duration unit = quantity.matches() ? DURATIONS.get(quantity.group(2)) : null;
    if (unit == null || quantity.group(1).length() > 9) {
      throw new IllegalArgumentException("a duration such as 250ms, 30s, 5m, 12h or 7d");
    }
    return unit.multipliedBy(Long.parseLong(quantity.group(1)));
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("a URL", malformed);
    }
  }
}
