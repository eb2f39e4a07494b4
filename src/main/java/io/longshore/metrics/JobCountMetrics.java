package io.longshore.metrics;

import io.longshore.async.PeriodicVerticle;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.admin.QueueCount;
import io.longshore.engine.admin.QueueStore;
import io.longshore.engine.store.JobCount;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of unfinished jobs, due tasks and open uploads in all replicas, counted periodically.
 * Every replica shows the same numbers: aggregate them by max. Each job type has its series, also
 * at 0.
 */
public final class JobCountMetrics extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(JobCountMetrics.class);
  private static final List<String> BACKLOGS = List.of("small", "medium", "large");
  private static final List<JobState> UNFINISHED =
      Stream.of(JobState.values()).filter(state -> !state.isFinal()).toList();

  private final JobStore jobs;
  private final QueueStore queue;
  private final List<String> types;
  private final TaggedGauge unfinished;
  private final TaggedGauge due;
  private final TaggedGauge accounts;
  private final TaggedGauge age;
  private final TaggedGauge classes;
  private final TaggedGauge classAge;
  private final TaggedGauge uploads;

  public JobCountMetrics(
      JobStore jobs,
      QueueStore queue,
      JobTypeRegistry types,
      Duration every,
      MeterRegistry registry) {
    super(Duration.ZERO, every);
    this.jobs = jobs;
    this.queue = queue;
    this.types = Arrays.asList(types.names());
    this.unfinished = gauge(registry, "longshore.jobs", "Jobs that are not finished");
    this.due = gauge(registry, "longshore.queue.tasks", "Tasks that a worker could claim now");
    this.accounts =
        gauge(registry, "longshore.queue.accounts", "Accounts that have tasks which are due");
    this.age =
        seconds(registry, "longshore.queue.age", "Time since the oldest unclaimed task became due");
    this.classes =
        gauge(
            registry,
            "longshore.account.queue.tasks",
            "Tasks that a worker could claim now, by the backlog of their accounts");
    this.classAge =
        seconds(
            registry,
            "longshore.account.queue.age",
            "Time since the oldest such task became due, by its account's backlog");
    this.uploads =
        gauge(registry, "longshore.uploads.open", "Uploads neither visible nor revoked yet");
  }

  private static TaggedGauge seconds(MeterRegistry registry, String name, String description) {
    return new TaggedGauge(
        MultiGauge.builder(name).description(description).baseUnit("seconds"), registry);
  }

  private static TaggedGauge gauge(MeterRegistry registry, String name, String description) {
    return new TaggedGauge(
        MultiGauge.builder(name).description(description + ", in all replicas"), registry);
  }

  @Override
  protected Future<?> runOnce() {
    return Future.all(
        jobs.unfinished().onSuccess(this::show),
        queue.due().onSuccess(this::showQueue),
        queue.openUploads().onSuccess(this::showUploads));
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("Jobs could not be counted", failure);
  }

  private void show(List<JobCount> counts) {
    Map<Tags, Long> found =
        counts.stream()
            .collect(Collectors.toMap(count -> tags(count.type(), count.state()), JobCount::jobs));
    List<TaggedGauge.Value> rows = new ArrayList<>();
    for (String type : types) {
      UNFINISHED.forEach(
          state ->
              rows.add(
                  TaggedGauge.Value.of(
                      tags(type, state), found.getOrDefault(tags(type, state), 0L))));
    }
    unfinished.show(rows);
  }

  private void showQueue(List<QueueCount> counts) {
    Map<String, List<QueueCount>> byType =
        counts.stream().collect(Collectors.groupingBy(QueueCount::type));
    due.show(rows(byType, found -> sum(found, QueueCount::due)));
    accounts.show(rows(byType, found -> sum(found, QueueCount::accounts)));
    age.show(rows(byType, JobCountMetrics::oldest));
    Map<String, List<QueueCount>> byClass =
        counts.stream().collect(Collectors.groupingBy(QueueCount::backlog));
    classes.show(ofClasses(byClass, found -> sum(found, QueueCount::due)));
    classAge.show(ofClasses(byClass, JobCountMetrics::oldest));
  }

  private static double sum(List<QueueCount> counts, ToLongFunction<QueueCount> value) {
    return counts.stream().mapToLong(value).sum();
  }

  private static double oldest(List<QueueCount> counts) {
    return counts.stream().mapToDouble(QueueCount::ageSeconds).max().orElse(0);
  }

  private static List<TaggedGauge.Value> ofClasses(
      Map<String, List<QueueCount>> found, ToDoubleFunction<List<QueueCount>> value) {
    return BACKLOGS.stream()
        .map(
            backlog ->
                TaggedGauge.Value.of(
                    Tags.of("backlog", backlog),
                    value.applyAsDouble(found.getOrDefault(backlog, List.of()))))
        .toList();
  }

  private void showUploads(Map<String, Long> open) {
    uploads.show(rows(open, Long::doubleValue));
  }

  private <T> List<TaggedGauge.Value> rows(Map<String, T> found, ToDoubleFunction<T> value) {
    return types.stream().map(type -> row(type, found.get(type), value)).toList();
  }

  private static <T> TaggedGauge.Value row(String type, T found, ToDoubleFunction<T> value) {
    double number = Optional.ofNullable(found).map(value::applyAsDouble).orElse(0.0);
    return TaggedGauge.Value.of(Tags.of("type", type), number);
  }

  private static Tags tags(String type, JobState state) {
    return Tags.of("type", type, "state", state.name().toLowerCase(Locale.ROOT));
  }
}
