package io.longshore;

import io.longshore.engine.JobCount;
import io.longshore.engine.JobStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code longshore_jobs{type,state}}: unfinished jobs of all replicas, counted now and then. */
final class JobGauges extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(JobGauges.class);
  private static final long EVERY_MILLIS = 5_000;

  private final JobStore jobs;
  private final MultiGauge gauge;
  private boolean counting;

  JobGauges(JobStore jobs, MeterRegistry registry) {
    this.jobs = jobs;
    this.gauge =
        MultiGauge.builder("longshore.jobs")
            .description("Jobs that are not finished, in all replicas")
            .register(registry);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(EVERY_MILLIS, timer -> count());
    return Future.succeededFuture();
  }

  private void count() {
    if (counting) {
      return;
    }
    counting = true;
    jobs.unfinished()
        .onSuccess(this::show)
        .onFailure(failure -> log.debug("Jobs could not be counted", failure))
        .onComplete(done -> counting = false);
  }

  private void show(List<JobCount> counts) {
    gauge.register(
        counts.stream().map(count -> MultiGauge.Row.of(tags(count), count.jobs())).toList(), true);
  }

  private static Tags tags(JobCount count) {
    return Tags.of("type", count.type(), "state", count.state().name().toLowerCase(Locale.ROOT));
  }
}
