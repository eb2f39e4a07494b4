package io.longshore.junit;

import io.longshore.junit.process.ServerOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What an extension was told, by its builder or by the annotation.
 *
 * @param perClass whether the tests of a class have the same account
 */
record ExtensionOptions(ServerOptions server, boolean perClass, boolean systemProperties) {

  static final ExtensionOptions DEFAULTS =
      new ExtensionOptions(new ServerOptions(Map.of(), List.of(), false), false, false);

  /**
   * @throws IllegalArgumentException if a setting is not a name and a value
   */
  static ExtensionOptions of(Longshore annotation) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : annotation.settings()) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "@Longshore(settings = \"%s\"): write name=value".formatted(setting));
      }
      settings.put(setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
    }
    return new ExtensionOptions(
        new ServerOptions(settings, List.of(), annotation.shared()),
        annotation.perClass(),
        annotation.systemProperties());
  }

  /** With the configuration parameters of the JUnit Platform. */
  ExtensionOptions in(ExtensionContext context) {
    boolean shared =
        context.getConfigurationParameter("longshore.shared").map(Boolean::valueOf).orElse(false);
    return shared
        ? new ExtensionOptions(
            new ServerOptions(server.settings(), server.jvmOptions(), true),
            perClass,
            systemProperties)
        : this;
  }
}
