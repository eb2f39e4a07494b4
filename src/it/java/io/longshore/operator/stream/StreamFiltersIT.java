package io.longshore.operator.stream;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServerSentEvent;
import io.longshore.config.StreamsConfig;
import io.longshore.engine.EngineFixture;
import io.longshore.engine.admin.JobFilter;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.feed.FeedPosition;
import io.longshore.engine.feed.FeedStore;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.operator.job.JobDescription;
import io.longshore.operator.job.ListedJobSummaries;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each filter of a stream: of two jobs that change, one is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamFiltersIT {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  /** A job of which the tests write an event. */
  private record Row(String account, String type, String container, String word, String spec) {}

  private static final Row PLAIN =
      new Row("111122223333", "pinpoint.export", "app", "PROCESSING", "{}");

  @RegisterExtension final EngineFixture rig = new EngineFixture("stream-filters-it");

  private final ChangeFeed feed =
      new ChangeFeed(
          rig.vertx,
          new FeedStore(rig.postgres),
          new ListedJobSummaries(
              new JobListStore(rig.postgres), new JobDescription(rig.jobs, InstantSource.system())),
          new StreamsConfig(100, 200),
          System::nanoTime);

  @Test
  void by_account() {
    Row other = new Row("111133334444", "pinpoint.export", "app", "PROCESSING", "{}");
    check(filter(Map.of("account", "111133334444")), other, PLAIN);
  }

  @Test
  void by_service() {
    Row other = new Row(PLAIN.account, "personalize.export", "app", "PROCESSING", "{}");
    check(filter(Map.of("service", "personalize")), other, PLAIN);
  }

  @Test
  void by_type() {
    Row other = new Row(PLAIN.account, "pinpoint.import", "app", "PROCESSING", "{}");
    check(filter(Map.of("type", "pinpoint.import")), other, PLAIN);
  }

  @Test
  void by_container() {
    Row other = new Row(PLAIN.account, PLAIN.type, "other", "PROCESSING", "{}");
    check(filter(Map.of("container", "other")), other, PLAIN);
  }

  @Test
  void by_the_status_of_the_event() {
    Row other = new Row(PLAIN.account, PLAIN.type, "app", "INITIALIZING", "{}");
    check(filter(Map.of("status", "INITIALIZING")), other, PLAIN);
  }

  @Test
  void by_a_text_in_the_request_in_any_case() {
    Row other = new Row(PLAIN.account, PLAIN.type, "app", "PROCESSING", "{\"to\":\"s3://Ab\"}");
    check(filter(Map.of("text", "S3://aB")), other, PLAIN);
  }

  @Test
  void by_a_part_of_the_id() {
    JobId wanted = insert(PLAIN, NOON);
    JobId not = insert(PLAIN, NOON);

    assertThat(told(filter(Map.of("text", wanted.toString().substring(3, 20))), wanted, not))
        .containsExactly(wanted.toString());
  }

  @Test
  void by_the_time_of_the_creation() {
    JobId early = insert(PLAIN, NOON.minusSeconds(1));
    JobId late = insert(PLAIN, NOON);

    assertThat(told(filter(Map.of("createdAfter", NOON)), early, late))
        .containsExactly(late.toString());
    assertThat(told(filter(Map.of("createdBefore", NOON)), early, late))
        .containsExactly(early.toString());
  }

  @Test
  void by_the_state() {
    JobId queued = insert(PLAIN, NOON);
    JobId running = insert(PLAIN, NOON);
    rig.change(
        "UPDATE job SET state = 'RUNNING', phase = 'WORKING' WHERE id = $1", running.value());

    assertThat(told(filter(Map.of("state", JobState.RUNNING)), queued, running))
        .containsExactly(running.toString());
  }

  @Test
  void by_refused_rows() {
    JobId clean = insert(PLAIN, NOON);
    JobId refused = insert(PLAIN, NOON);
    rig.change(
        "INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts, rows_failed)"
            + " VALUES ($1, 0, 'PIECE', 'pinpoint.export', $2, 'DONE', '{}', 5, 3)",
        refused.value(),
        PLAIN.account);

    assertThat(told(filter(Map.of("hasRejectedRows", true)), clean, refused))
        .containsExactly(refused.toString());
    assertThat(told(filter(Map.of("hasRejectedRows", false)), clean, refused))
        .containsExactly(clean.toString());
  }

  @Test
  void events_that_were_read_before_a_stream_with_a_new_text_was_opened_are_searched_again() {
    JobId job = insert(PLAIN, NOON);
    FeedPosition before = await(new FeedStore(rig.postgres).position());
    JobWatch open = open(JobFilter.NONE, Optional.empty());
    var first = open.next();
    event(job, "FIRST");
    await(first);

    JobWatch watch = open(filter(Map.of("text", job.toString())), Optional.of(before));
    assertThat(jobs(await(watch.next()))).containsExactly(job.toString());
    watch.close();
    open.close();
  }

  /** Of the two jobs, the stream tells the wanted one, also to a client that comes back. */
  private void check(JobFilter filter, Row wanted, Row other) {
    JobId yes = insert(wanted, NOON);
    JobId no = insert(other, NOON);
    FeedPosition before = await(new FeedStore(rig.postgres).position());

    assertThat(told(filter, no, yes)).containsExactly(yes.toString());
    JobWatch again = open(filter, Optional.of(before));
    assertThat(jobs(await(again.next()))).containsExactly(yes.toString());
    again.close();
  }

  /** The jobs of the next events; the last job's event is the last one that is written. */
  private List<String> told(JobFilter filter, JobId first, JobId second) {
    JobWatch watch = open(filter, Optional.empty());
    rig.change(
        "INSERT INTO job_event (job, word, phase)"
            + " SELECT id, word, 'WORKING' FROM job WHERE id = ANY($1) ORDER BY id",
        (Object) new UUID[] {first.value(), second.value()});
    List<String> all = new ArrayList<>();
    while (all.isEmpty()) {
      all.addAll(jobs(await(watch.next())));
    }
    watch.close();
    return all;
  }

  private JobWatch open(JobFilter filter, Optional<FeedPosition> after) {
    return await(feed.open("111122223333", new WatchFilter(Optional.empty(), filter, true), after));
  }

  private static List<String> jobs(List<ServerSentEvent> events) {
    return events.stream()
        .filter(event -> event.name().equals("event"))
        .map(event -> new JsonObject(event.data().orElseThrow()).getString("JobId"))
        .toList();
  }

  private void event(JobId job, String word) {
    rig.change(
        "INSERT INTO job_event (job, word, phase) VALUES ($1, $2, 'WORKING')", job.value(), word);
  }

  private JobId insert(Row row, Instant created) {
    JobId id = JobId.random();
    rig.change(
        "INSERT INTO job (id, account, region, type, container, spec, word, pieces, created_at)"
            + " VALUES ($1, $2, 'us-east-1', $3, $4, $5::text::json, $6, 1, $7::text::timestamptz)",
        id.value(),
        row.account,
        row.type,
        row.container,
        row.spec,
        row.word,
        created.toString());
    return id;
  }

  private static JobFilter filter(Map<String, Object> values) {
    return new JobFilter(
        Optional.ofNullable((String) values.get("account")),
        list(values.get("service")),
        list(values.get("type")),
        Optional.ofNullable((String) values.get("status")),
        list(values.get("state")),
        Optional.ofNullable((String) values.get("container")),
        Optional.ofNullable((String) values.get("text")),
        Optional.ofNullable((Instant) values.get("createdAfter")),
        Optional.ofNullable((Instant) values.get("createdBefore")),
        Optional.ofNullable((Boolean) values.get("hasRejectedRows")));
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> list(Object value) {
    return value == null ? List.of() : List.of((T) value);
  }
}
