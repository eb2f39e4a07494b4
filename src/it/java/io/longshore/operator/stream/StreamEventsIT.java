package io.longshore.operator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.fixture.StreamReader;
import io.longshore.fixture.StreamReader.Event;
import io.longshore.identity.key.AccessKey;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** StreamEvents of a running server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamEventsIT {

  private static final AccessKey OPERATOR = key("000000000000");
  private static final AccessKey ONE = key("111122223333");
  private static final AccessKey OTHER = key("111133334444");

  @TempDir static Path folder;

  private Installation server;
  private URI uri;

  @BeforeAll
  void start() {
    server = Installation.start(folder, Map.of("streams.perAccount", "3"));
    uri = server.uri();
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void a_stream_of_a_job_begins_with_the_job_and_ends_after_its_last_event() throws Exception {
    JobId job = insert("111122223333", "pinpoint.export");
    try (StreamReader stream = StreamReader.open(uri, ONE, "?jobId=" + job)) {
      Event first = stream.next();
      assertThat(first.name()).isEqualTo("job");
      assertThat(first.data().getString("JobId")).isEqualTo(job.toString());
      assertThat(first.data().getString("State")).isEqualTo("QUEUED");
      assertThat(first.id()).isNotEmpty();

      change(job, "RUNNING", "STARTING", "INITIALIZING");
      change(job, "RUNNING", "WORKING", "PROCESSING");
      List<Event> running = stream.until(event -> isStatus(event, "PROCESSING"));
      assertThat(statuses(running)).endsWith("INITIALIZING", "PROCESSING");
      String id = stream.lastId();
      end(job);

      List<Event> last = stream.until(event -> false);
      assertThat(statuses(last)).containsExactly("COMPLETED");
      assertThat(last).endsWith(StreamReader.END);
      assertThat(StreamReader.get(uri, ONE, "/_longshore/v1/jobs").statusCode()).isNotEqualTo(404);
      try (StreamReader again = StreamReader.open(uri, ONE, "?jobId=" + job, "Last-Event-ID", id)) {
        assertThat(statuses(again.until(event -> false))).containsExactly("COMPLETED");
      }
      try (StreamReader end =
          StreamReader.open(uri, ONE, "?jobId=" + job + "&lastEventId=" + stream.lastId())) {
        assertThat(end.status()).isEqualTo(204);
      }
    }
  }

  @Test
  void the_progress_of_a_running_job_is_sent_when_it_changes() throws Exception {
    JobId job = insert("111122223333", "pinpoint.export");
    run(
        "INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts, rows)"
            + " VALUES ('%s', 0, 'PIECE', 'pinpoint.export', '111122223333', 'DONE', '{}', 5, 100)"
                .formatted(job.value()));
    try (StreamReader stream = StreamReader.open(uri, ONE, "?jobId=" + job)) {
      change(job, "RUNNING", "WORKING", "PROCESSING");
      JsonObject first = progress(stream);
      assertThat(first.getLong("Rows")).isEqualTo(100);
      assertThat(first.getInteger("PiecesDone")).isEqualTo(1);

      run("UPDATE task SET rows = 300 WHERE job = '%s'".formatted(job.value()));

      JsonObject second = progress(stream);
      assertThat(second.getLong("Rows")).isEqualTo(300);
      assertThat(second.getDouble("RowsPerSecond")).isBetween(1.0, 400.0);
    }
  }

  @Test
  void a_stream_shows_the_own_account_only_and_an_operator_all() throws Exception {
    JobId mine = insert("111122223333", "pinpoint.export");
    JobId theirs = insert("111133334444", "pinpoint.export");
    try (StreamReader own = StreamReader.open(uri, ONE, "?service=pinpoint");
        StreamReader all = StreamReader.open(uri, OPERATOR, "")) {
      change(theirs, "RUNNING", "STARTING", "INITIALIZING");
      change(mine, "RUNNING", "STARTING", "INITIALIZING");

      assertThat(own.until(event -> isOf(event, mine))).noneMatch(event -> isOf(event, theirs));
      assertThat(all.until(event -> isOf(event, mine))).anyMatch(event -> isOf(event, theirs));
    }
    assertThat(StreamReader.open(uri, OTHER, "?jobId=" + mine).status()).isEqualTo(404);
    assertThat(StreamReader.open(uri, OTHER, "?account=111122223333").status()).isEqualTo(403);
  }

  @Test
  void a_filter_by_type_and_state_leaves_other_jobs_out() throws Exception {
    JobId export = insert("111122223333", "pinpoint.export");
    JobId load = insert("111122223333", "pinpoint.import");
    try (StreamReader stream =
        StreamReader.open(uri, ONE, "?type=pinpoint.import&state=RUNNING&state=FAILED")) {
      change(export, "RUNNING", "STARTING", "INITIALIZING");
      change(load, "RUNNING", "STARTING", "INITIALIZING");

      List<Event> events = stream.until(event -> isOf(event, load));
      assertThat(events).noneMatch(event -> isOf(event, export));
    }
  }

  @Test
  void all_filters_of_lists_restrict_a_stream_together() throws Exception {
    JobId job = insert("111122223333", "pinpoint.export");
    JobId other = insert("111122223333", "pinpoint.export");
    String filters =
        "?service=pinpoint&status=INITIALIZING&createdAfter=2026-01-01T00:00:00Z"
            + "&createdBefore=2999-01-01T00:00:00Z&hasRejectedRows=false&container=app&text="
            + job;
    try (StreamReader stream = StreamReader.open(uri, ONE, filters)) {
      change(other, "RUNNING", "STARTING", "INITIALIZING");
      change(job, "RUNNING", "STARTING", "PROCESSING");
      change(job, "RUNNING", "STARTING", "INITIALIZING");

      assertThat(statuses(stream.until(event -> isStatus(event, "INITIALIZING"))))
          .containsExactly("INITIALIZING");
    }
    assertThat(StreamReader.open(uri, ONE, "?createdAfter=today").status()).isEqualTo(400);
  }

  @Test
  void an_account_has_no_more_streams_than_it_may_and_a_closed_one_does_not_count()
      throws Exception {
    AccessKey many = key("111133330001");
    StreamReader first = StreamReader.open(uri, many, "");
    try (StreamReader second = StreamReader.open(uri, many, "");
        StreamReader third = StreamReader.open(uri, many, "")) {
      assertThat(List.of(first.status(), second.status(), third.status())).containsOnly(200);
      assertThat(StreamReader.open(uri, many, "").status()).isEqualTo(429);
      first.close();

      int status = 429;
      long end = System.nanoTime() + 30_000_000_000L;
      while (status == 429 && System.nanoTime() < end) {
        StreamReader again = StreamReader.open(uri, many, "");
        status = again.status();
        again.close();
      }
      assertThat(status).isEqualTo(200);
    }
  }

  @Test
  void an_id_that_is_none_is_refused_and_one_of_another_database_begins_anew() throws Exception {
    var refused =
        StreamReader.get(uri, ONE, "/_longshore/v1/stream", "Last-Event-ID", "17; drop table job");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
        .contains("Last-Event-ID");
    String foreign = "999999999999:999999999999:";
    try (StreamReader stream = StreamReader.open(uri, ONE, "", "Last-Event-ID", foreign)) {
      assertThat(stream.next().name()).isEqualTo("gap");
      assertThat(stream.lastId()).isNotEqualTo(foreign);
    }
  }

  @Test
  void a_watcher_of_a_database_that_was_restored_gets_a_gap_and_then_every_event_once()
      throws Exception {
    JobId job = insert("111122223333", "pinpoint.export");
    run("ALTER TABLE job_event ALTER COLUMN seq RESTART WITH 2000000");
    change(job, "RUNNING", "STARTING", "INITIALIZING");
    String before = "888888888888:888888888999:888888888888,888888888890"; // of the old database
    String id;
    try (StreamReader stream =
        StreamReader.open(uri, ONE, "?jobId=" + job, "Last-Event-ID", before)) {
      List<Event> first = stream.until(event -> event.name().equals("gap"));
      assertThat(first).extracting(Event::name).containsExactly("job", "gap");
      run("ALTER TABLE job_event ALTER COLUMN seq RESTART WITH 1000000"); // as of an older dump
      change(job, "RUNNING", "WORKING", "PROCESSING");
      assertThat(statuses(stream.until(event -> isStatus(event, "PROCESSING"))))
          .containsExactly("PROCESSING");
      id = stream.lastId();
      assertThat(id).isNotEqualTo(before);
    }
    change(job, "RUNNING", "WAITING", "PROCESSING_LATER");
    try (StreamReader again = StreamReader.open(uri, ONE, "?jobId=" + job, "Last-Event-ID", id)) {
      List<Event> rest = again.until(event -> isStatus(event, "PROCESSING_LATER"));
      assertThat(statuses(rest)).containsExactly("PROCESSING_LATER");
      assertThat(rest).noneMatch(event -> event.name().equals("gap"));
    }
  }

  private static AccessKey key(String account) {
    return new AccessKey(account.equals("000000000000") ? "test" : account, "test", account, true);
  }

  private JobId insert(String account, String type) {
    JobId id = JobId.random();
    run(
        "INSERT INTO job (id, account, region, type, container, spec, word, pieces)"
            + " VALUES ('%s', '%s', 'us-east-1', '%s', 'app', '{}', 'CREATED', 1)"
                .formatted(id.value(), account, type));
    return id;
  }

  private void change(JobId job, String state, String phase, String word) {
    run(
        "UPDATE job SET state = '%s', phase = '%s', word = '%s' WHERE id = '%s'"
            .formatted(state, phase, word, job.value()),
        event(job, phase, word));
  }

  private void end(JobId job) {
    run(
        ("WITH ended AS (UPDATE job SET state = 'SUCCEEDED', phase = 'SUCCEEDED',"
                    + " word = 'COMPLETED', finished_at = now() WHERE id = '%s') ")
                .formatted(job.value())
            + event(job, "SUCCEEDED", "COMPLETED"));
  }

  private static String event(JobId job, String phase, String word) {
    return "INSERT INTO job_event (job, phase, word) VALUES ('%s', '%s', '%s')"
        .formatted(job.value(), phase, word);
  }

  private void run(String... statements) {
    Sql.run(server.database(), statements);
  }

  private static JsonObject progress(StreamReader stream) {
    List<Event> events = stream.until(event -> event.name().equals("progress"));
    return events.get(events.size() - 1).data();
  }

  private static boolean isOf(Event event, JobId job) {
    return event.name().equals("event") && job.toString().equals(event.data().getString("JobId"));
  }

  private static boolean isStatus(Event event, String status) {
    return event.name().equals("event") && status.equals(event.data().getString("Status"));
  }

  private static List<String> statuses(List<Event> events) {
    return events.stream()
        .filter(event -> event.name().equals("event"))
        .map(event -> event.data().getString("Status"))
        .toList();
  }
}
