package io.longshore.config.load;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A setting as it is in effect, for people to read. Secrets are hidden, and of URLs that are values
 * of maps everything behind the port, because the paths of webhooks are secrets, too.
 *
 * @param key for example {@code http.port}
 * @param value in the form of the configuration file; empty if it is not set
 * @param isDefault whether the value is the default
 * @param isSecret whether the value is hidden
 */
public record EffectiveSetting(
    String key, Optional<String> value, boolean isDefault, boolean isSecret) {

  private static final String HIDDEN = "(hidden)";

  /** All settings of a configuration, in the order of the file. */
  public static List<EffectiveSetting> of(Record config, List<Section<?>> sections) {
    return sections.stream()
        .flatMap(
            section -> {
              Object values = component(config, section.name());
              return section.components().stream()
                  .map(component -> setting(section, component, values));
            })
        .toList();
  }

  private static EffectiveSetting setting(
      Section<?> section, RecordComponent component, Object values) {
    Object value = read(component, values);
    boolean hidden = component.isAnnotationPresent(Secret.class) && !(value instanceof Map);
    Optional<String> text = Optional.of(text(value)).filter(shown -> !shown.isEmpty());
    return new EffectiveSetting(
        section.key(component),
        hidden ? text.map(secret -> HIDDEN) : text,
        value.equals(section.defaultOf(component)),
        hidden);
  }

  private static Object component(Record record, String name) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .filter(each -> each.getName().equals(name))
        .map(each -> read(each, record))
        .findFirst()
        .orElseThrow();
  }

  private static Object read(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> maybe) {
      return maybe.map(EffectiveSetting::text).orElse("");
    }
    if (value instanceof Duration time) {
      return text(time);
    }
    if (value instanceof Collection<?> all) {
      return all.stream().map(EffectiveSetting::text).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
          .collect(Collectors.joining("; "));
    }
    if (value instanceof Record nested) {
      return Arrays.stream(nested.getClass().getRecordComponents())
          .map(component -> member(component, nested))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value.toString();
  }

  private static Optional<String> member(RecordComponent component, Record nested) {
    Object value = read(component, nested);
    Object held = value instanceof Optional<?> maybe ? maybe.orElse(null) : value;
    if (held == null) {
      return Optional.empty();
    }
    String shown = component.isAnnotationPresent(Secret.class) ? HIDDEN : nested(held);
    return Optional.of(NamedRecords.member(component) + ": " + shown);
  }

  private static String nested(Object value) {
    return value instanceof URI url && url.getHost() != null
        ? url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
        : text(value);
  }

  /** In the largest unit without a fraction. */
  private static String text(Duration time) {
    long millis = time.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3600 + "h";
  }
}
