package io.longshore.junit.process;

import java.util.List;
import java.util.Map;

/**
 * What a server is started with. Equal options mean the same server.
 *
 * @param settings names as in {@code longshore.yaml}, for example {@code personalize.quotas}
 * @param jvmOptions added to those that every server gets
 * @param shared whether the JVMs of a build share the server
 */
public record ServerOptions(Map<String, String> settings, List<String> jvmOptions, boolean shared) {

  public ServerOptions {
    settings = Map.copyOf(settings);
    jvmOptions = List.copyOf(jvmOptions);
  }
}
