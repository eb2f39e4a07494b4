package io.longshore.operator.stream;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServerSentEvent;
import io.longshore.config.StreamsConfig;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.admin.JobFilter;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.feed.FeedStore;
import io.longshore.job.Job;
import io.longshore.operator.job.JobDescription;
import io.longshore.operator.job.ListedJobSummaries;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangeFeedIT {

  private static final int WATCHES = 100;
  private static final int ROUNDS = 4;

  @RegisterExtension final EngineFixture rig = new EngineFixture("change-feed-it");

  private final AtomicInteger queries = new AtomicInteger();
  private final ChangeFeed feed =
      new ChangeFeed(
          rig.vertx,
          new FeedStore(counted(rig.postgres)),
          new ListedJobSummaries(
              new JobListStore(rig.postgres), new JobDescription(rig.jobs, InstantSource.system())),
          new StreamsConfig(1_000, 2_000),
          System::nanoTime);

  @Test
  void a_hundred_watches_cost_one_query_a_second_in_all_and_none_costs_none() {
    Job job = rig.queued(1, 1);
    int before = queries.get();
    List<JobWatch> watches = new ArrayList<>();
    for (int i = 0; i < WATCHES; i++) {
      watches.add(await(open(i % 2 == 0 ? Optional.of(job) : Optional.empty())));
    }
    long began = System.nanoTime();

    for (int round = 0; round < ROUNDS; round++) {
      List<Future<List<ServerSentEvent>>> next = watches.stream().map(JobWatch::next).toList();
      write(job, "ROUND" + round);
      for (Future<List<ServerSentEvent>> each : next) {
        assertThat(await(each)).anyMatch(event -> event.data().orElse("").contains("ROUND"));
      }
    }

    long seconds = (System.nanoTime() - began) / 1_000_000_000L;
    assertThat(queries.get() - before).isBetween(ROUNDS, (int) seconds + 3);
    watches.forEach(JobWatch::close);
    await(rig.vertx.timer(100));
    int after = queries.get();
    await(rig.vertx.timer(2_500));
    assertThat(queries).hasValue(after);
  }

  @Test
  void a_watch_that_nobody_reads_keeps_no_events_and_then_gets_all_of_them() {
    Job job = rig.queued(1, 1);
    JobWatch slow = await(open(Optional.of(job)));
    JobWatch quick = await(open(Optional.of(job)));
    for (int i = 0; i < 3; i++) {
      Future<List<ServerSentEvent>> next = quick.next();
      write(job, "E" + i);
      await(next);
    }

    assertThat(words(await(slow.next()))).containsExactly("E0", "E1", "E2");
    slow.close();
    quick.close();
  }

  @Test
  void a_watch_that_missed_too_many_events_gets_the_state_of_the_job_and_is_told_so() {
    Job job = rig.queued(1, 1);
    JobWatch first = await(open(Optional.of(job)));
    Future<List<ServerSentEvent>> next = first.next();
    write(job, "START");
    List<ServerSentEvent> seen = await(next);
    String id = seen.get(seen.size() - 1).id().orElseThrow();
    first.close();
    rig.change(
        "INSERT INTO job_event (job, word, phase)"
            + " SELECT $1, 'W' || n, 'WORKING' FROM generate_series(1, 600) n",
        job.id().value());

    JobWatch again =
        await(
            feed.open(
                EngineFixture.ACCOUNT,
                filter(Optional.of(job)),
                io.longshore.engine.feed.FeedPosition.parse(id)));
    List<ServerSentEvent> events = await(again.next());
    again.close();

    assertThat(events).extracting(ServerSentEvent::name).containsExactly("job", "gap");
    assertThat(events.get(1).id()).isPresent().isNotEqualTo(Optional.of(id));
  }

  @Test
  void an_id_stands_only_on_the_last_of_the_events_that_were_read_together() {
    Job job = rig.queued(1, 1);
    JobWatch watch = await(open(Optional.of(job)));
    rig.change(
        "INSERT INTO job_event (job, word, phase)"
            + " SELECT $1, 'E' || n, 'WORKING' FROM generate_series(1, 3) n",
        job.id().value());

    List<ServerSentEvent> events = await(watch.next());
    watch.close();

    assertThat(words(events)).containsExactly("E1", "E2", "E3");
    assertThat(events).extracting(e -> e.id().isPresent()).containsExactly(false, false, true);
  }

  private Future<JobWatch> open(Optional<Job> job) {
    return feed.open(EngineFixture.ACCOUNT, filter(job), Optional.empty());
  }

  private static WatchFilter filter(Optional<Job> job) {
    return new WatchFilter(job.map(Job::id), JobFilter.NONE, true);
  }

  private void write(Job job, String word) {
    rig.change(
        "INSERT INTO job_event (job, word, phase) VALUES ($1, $2, 'WORKING')",
        job.id().value(),
        word);
  }

  private static List<String> words(List<ServerSentEvent> events) {
    return events.stream()
        .filter(event -> event.name().equals("event"))
        .map(event -> new io.vertx.core.json.JsonObject(event.data().orElseThrow()))
        .map(data -> data.getString("Status"))
        .toList();
  }

  private Postgres counted(Postgres all) {
    return new Postgres(counting(all.requests()), all.work(), all.patient(), all.scans());
  }

  private Pool counting(Pool pool) {
    return (Pool)
        Proxy.newProxyInstance(
            Pool.class.getClassLoader(),
            new Class<?>[] {Pool.class},
            (self, called, arguments) -> {
              queries.incrementAndGet();
              try {
                return called.invoke(pool, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}
