package io.longshore.config.load;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A section of the configuration: a record whose components are its keys.
 *
 * @param name the part of the key before the dot
 * @param defaults the record if nothing is set
 */
public record Section<R extends Record>(String name, R defaults) {

  /**
   * {@code http.port}; a component {@code keysFile} is the key {@code keys_FILE}, and a component
   * named like the section is the whole section.
   */
  public String key(RecordComponent component) {
    if (component.getName().equals(name)) {
      return name;
    }
    return name + "." + component.getName().replaceFirst("(?<=.)File$", "_FILE");
  }

  public List<RecordComponent> components() {
    return Arrays.asList(defaults.getClass().getRecordComponents());
  }

  /** All keys, among them those that name a secret's file. */
  Stream<String> keys() {
    return components().stream()
        .flatMap(
            component ->
                component.isAnnotationPresent(Secret.class)
                    ? Stream.of(key(component), key(component) + "_FILE")
                    : Stream.of(key(component)));
  }

  /** The record with the given settings; the others keep their defaults. */
  public R bind(Map<String, Setting> settings) {
    Object[] values =
        components().stream().map(component -> value(component, settings)).toArray(Object[]::new);
    try {
      return constructor().newInstance(values);
    } catch (InvocationTargetException refused) {
      throw new ConfigError(refused.getCause().getMessage(), refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Object value(RecordComponent component, Map<String, Setting> settings) {
    Setting setting = settings.get(key(component));
    if (setting == null || !setting.isSet()) {
      return defaultOf(component);
    }
    try {
      return SettingType.parse(component.getGenericType(), setting.text().strip());
    } catch (ConfigError own) {
      throw own;
    } catch (IllegalArgumentException expected) {
      String shown = component.isAnnotationPresent(Secret.class) ? "…" : setting.text();
      throw new ConfigError(
          "%s must be %s, was %s (%s)"
              .formatted(key(component), expected.getMessage(), shown, setting.origin()));
    }
  }

  public Object defaultOf(RecordComponent component) {
    try {
      return component.getAccessor().invoke(defaults);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @SuppressWarnings("unchecked")
  private Constructor<R> constructor() throws NoSuchMethodException {
    Class<?>[] types = components().stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    return (Constructor<R>) defaults.getClass().getDeclaredConstructor(types);
  }
}
