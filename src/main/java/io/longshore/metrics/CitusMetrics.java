package io.longshore.metrics;

import io.longshore.async.PeriodicVerticle;
import io.longshore.store.CitusStore;
import io.longshore.store.CitusStore.Node;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gauges of the worker nodes of a Citus cluster, asked periodically; 0 without Citus. */
public final class CitusMetrics extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(CitusMetrics.class);

  private final CitusStore citus;
  private volatile List<Node> nodes = List.of();

  public CitusMetrics(CitusStore citus, Duration every, MeterRegistry registry) {
    super(Duration.ZERO, every);
    this.citus = citus;
    gauge(registry, "longshore.citus.nodes", "Worker nodes of Citus", List::size);
    gauge(
        registry,
        "longshore.citus.nodes.down",
        "Worker nodes of Citus that do not answer",
        all -> all.stream().filter(node -> !node.isUp()).count());
    gauge(
        registry,
        "longshore.citus.prepared.transactions",
        "Prepared transactions of the worker nodes that are up",
        all -> all.stream().mapToLong(Node::prepared).sum());
    Gauge.builder("longshore.citus.prepared.age", this, now -> oldest(now.nodes))
        .description("Time since the oldest prepared transaction was prepared")
        .baseUnit("seconds")
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<List<Node>> value) {
    Gauge.builder(name, this, now -> value.applyAsDouble(now.nodes))
        .description(description)
        .register(registry);
  }

  private static double oldest(List<Node> nodes) {
    return nodes.stream().mapToLong(Node::oldest).max().orElse(0);
  }

  @Override
  protected Future<?> runOnce() {
    return citus.nodes().onSuccess(found -> nodes = found);
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("The nodes of Citus could not be asked", failure);
  }
}
