package io.longshore.server;

import io.longshore.config.event.EventsConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.events.Events;
import io.longshore.events.admin.TargetStatusStore;
import io.longshore.metrics.EventCountMetrics;
import io.longshore.metrics.EventMetrics;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.Deployable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The verticles that deliver events and count them, if targets are configured. The server starts
 * them before the edge and the worker, so that what the last calls and tasks do is still sent.
 */
final class EventVerticles {

  private EventVerticles() {}

  /**
   * Checks what only the matcher of patterns can check.
   *
   * @throws ConfigError if a pattern is not valid
   */
  static void check(EventsConfig config) {
    config.configured().ifPresent(Events::new);
  }

  /** The verticles, one instance each, by their names in the log. */
  static Map<String, Supplier<Deployable>> of(
      ServerRuntime runtime, ServiceDependencies dependencies) {
    Optional<EventsConfig> targets = dependencies.config().events().configured();
    Map<String, Supplier<Deployable>> all = new LinkedHashMap<>();
    targets.ifPresent(config -> add(all, config, runtime, dependencies));
    return all;
  }

  private static void add(
      Map<String, Supplier<Deployable>> all,
      EventsConfig config,
      ServerRuntime runtime,
      ServiceDependencies dependencies) {
    EventMetrics meter = new EventMetrics(config.targets().keySet(), runtime.registry());
    all.putAll(
        new Events(config)
            .verticles(
                dependencies.vertx(),
                dependencies.postgres(),
                ServiceRegistry.endedJobEvents(),
                meter,
                dependencies.clock()));
    TargetStatusStore targets = new TargetStatusStore(dependencies.postgres());
    all.put(
        "Event counts",
        () ->
            new EventCountMetrics(
                targets,
                config.targets().keySet(),
                dependencies.config().management().gauges(),
                runtime.registry()));
  }
}
