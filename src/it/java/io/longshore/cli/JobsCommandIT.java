package io.longshore.cli;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.store.JobStore;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.server.ServiceRegistry;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code jobs} against a running server. */
@Timeout(300)
class JobsCommandIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path temp;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private record Ran(int exit, String output) {}

  @Test
  void a_job_is_listed_shown_and_cancelled_while_the_server_runs() {
    JobId id = JobId.random();
    try (Installation server = Installation.start(temp, Map.of())) {
      queueForLater(server, id);

      assertThat(jobs("list", "--state", "QUEUED").output())
          .contains(id.toString(), "CREATED", "pinpoint.export", "000000000000");
      assertThat(jobs("show", id.toString()).output()).contains("PIECE", "QUEUED", "s3://none/x");
      assertThat(jobs("cancel", id.toString()))
          .isEqualTo(
              new Ran(
                  0,
                  "Job " + id + " will end as CANCELLED once a worker has removed its objects.\n"));

      assertThat(shown(id, id + " CANCELLED")).contains(id + " CANCELLED", "CREATED", "CANCELLING");
      assertThat(jobs("cancel", id.toString()))
          .isEqualTo(new Ran(1, "longshore: Job " + id + " has ended as CANCELLED\n"));
      JobId other = JobId.random();
      assertThat(jobs("cancel", other.toString()))
          .isEqualTo(new Ran(1, "longshore: There is no job " + other + "\n"));
      assertThat(jobs("show", "..").exit()).isEqualTo(1);
    }
  }

  @Test
  void a_server_deletes_finished_jobs_after_the_configured_time() {
    JobId id = JobId.random();
    Map<String, String> soon =
        Map.of("upkeep.every", "200ms", "upkeep.retention", "pinpoint.export=1ms");
    try (Installation server = Installation.start(temp, soon)) {
      queueForLater(server, id);
      assertThat(jobs("show", id.toString()).exit()).isZero();
      assertThat(jobs("cancel", id.toString()).exit()).isZero();

      String gone = "longshore: There is no job " + id + "\n";
      assertThat(shown(id, gone)).isEqualTo(gone);
    }
  }

  @Test
  void a_job_that_is_being_cancelled_cannot_be_held() {
    JobId id = JobId.random();
    try (Installation server = Installation.start(temp, Map.of())) {
      queueForLater(server, id);
      Sql.run(
          server.database(),
          "UPDATE job SET cancel_requested = true, phase = 'CANCELLING' WHERE id = '" + id + "'");

      Ran refused = jobs("hold", id.toString());

      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.output()).contains("has ended, is being cancelled, or is held already");
      assertThat(Sql.run(server.database(), "SELECT held FROM job WHERE id = '" + id + "'"))
          .containsExactly("f");
    }
  }

  @Test
  void a_waiting_job_is_held_released_retried_and_awaited() {
    JobId id = JobId.random();
    try (Installation server = Installation.start(temp, Map.of())) {
      queueForLater(server, id);
      assertThat(jobs("wait", id.toString(), "--seconds", "0").exit()).isEqualTo(3);
      assertThat(jobs("hold").output()).contains("Give a job id or --all");
      assertThat(jobs("hold", id.toString()).exit()).isZero();
      assertThat(jobs("show", id.toString()).output())
          .contains("Waits: The job is held: release it to let it run (HELD)");
      assertThat(
              new JsonObject(jobs("show", id.toString(), "--output", "json").output())
                  .getJsonObject("waiting")
                  .getString("code"))
          .isEqualTo("HELD");
      assertThat(jobs("hold", id.toString()).exit()).isEqualTo(1);
      assertThat(jobs("retry", id.toString()).output()).contains("1 tasks of job");
      assertThat(jobs("wait", id.toString(), "--seconds", "1").exit()).isEqualTo(3);
      assertThat(jobs("release", "--all").output()).isEqualTo("1 jobs were released.\n");

      // The task has no hash buckets, so every attempt fails.
      Ran waited = jobs("wait", id.toString(), "--seconds", "60");
      assertThat(waited.exit()).isEqualTo(1);
      assertThat(waited.output()).contains("Job " + id + " is FAILED");
      assertThat(jobs("retry", id.toString()).output()).contains("has ended as FAILED");
      Ran shown = jobs("show", id.toString(), "--output", "json");
      JsonObject job = new JsonObject(shown.output());
      assertThat(job.getString("state")).isEqualTo("FAILED");
      assertThat(job.getJsonArray("failures")).isNotEmpty();
      assertThat(job.getJsonArray("timeline").getJsonObject(0).getString("status"))
          .isEqualTo("CREATED");
      assertThat(job.getJsonArray("tasks").getJsonObject(0).getInteger("attempts")).isEqualTo(5);
      assertThat(new JsonArray(jobs("list", "--output", "json").output())).hasSize(1);
      assertThat(job.getJsonArray("timeline").stream())
          .extracting(event -> ((JsonObject) event).getString("kind"))
          .contains("HELD", "RETRIED", "RELEASED", "ATTEMPT_RETRIED", "ATTEMPT_FAILED");
      assertThat(jobs("show", id.toString()).output())
          .contains("Timeline", "Tasks", "Outputs", "Because", "s3://none/x")
          .containsPattern("ATTEMPT_RETRIED +task 0 attempt 1 by \\S+ [0-9.]+ s: .+")
          .containsPattern("ATTEMPT_FAILED +task 0 attempt 5 by ");
    }
  }

  @Test
  void the_exit_code_of_a_watch_tells_how_the_job_has_ended() {
    JobId cancelled = JobId.random();
    JobId failed = JobId.random();
    try (Installation server = Installation.start(temp, Map.of())) {
      queueForLater(server, cancelled);
      Ran early = jobs("watch", cancelled.toString(), "--seconds", "0");
      assertThat(early.exit()).isEqualTo(5);
      assertThat(early.output())
          .contains("Z CREATED\n", "QUEUED CREATED  0 %  0 rows  0 rows/s  0/1 pieces\n")
          .doesNotContain("\u001b")
          .endsWith("Job " + cancelled + " is QUEUED\n");

      jobs("cancel", cancelled.toString());
      Ran watched = jobs("watch", cancelled.toString(), "--seconds", "60");
      assertThat(watched.exit()).isEqualTo(4);
      assertThat(watched.output()).contains("Z CANCELLING\n", "is CANCELLED\n");

      queueForLater(server, failed);
      jobs("retry", failed.toString());
      watched = jobs("watch", failed.toString(), "--seconds", "120");
      assertThat(watched.exit()).isEqualTo(3);
      assertThat(watched.output()).contains("is FAILED\n", "Because ");
      assertThat(jobs("watch", JobId.random().toString()).exit()).isEqualTo(1);
    }
  }

  @Test
  void without_a_server_on_the_folder_the_command_reports_it() {
    Ran ran = jobs("list");

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.output()).contains("No server is running on " + temp);
  }

  /** The output of {@code jobs show} once it contains a text, or the last output. */
  private String shown(JobId id, String expected) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    String output = jobs("show", id.toString()).output();
    while (!output.contains(expected) && System.nanoTime() < end) {
      await(vertx.timer(100));
      output = jobs("show", id.toString()).output();
    }
    return output;
  }

  private void queueForLater(Installation server, JobId id) {
    Postgres postgres = Postgres.connect(vertx, server.database());
    JobStore store = new JobStore(postgres, ServiceRegistry.jobTypes(vertx, postgres), 5, () -> {});
    Piece piece =
        new Piece(
            new JsonObject(),
            Optional.of(
                new Destination(
                    "arn:aws:iam::000000000000:role/x", "none", "x" + id, "text/plain")));
    NewJob job =
        new NewJob(
            id,
            "000000000000",
            "us-east-1",
            "pinpoint.export",
            "app",
            Optional.empty(),
            new JsonObject(),
            List.of(piece));
    await(
        postgres.transact(
            tx ->
                store
                    .create(tx, job)
                    .compose(
                        made ->
                            tx.connection()
                                .preparedQuery(
                                    "UPDATE task SET run_at = run_at + interval '1 hour' WHERE job = $1")
                                .execute(Tuple.of(id.value())))));
    await(postgres.close());
  }

  private Ran jobs(String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine line = new CommandLine(new JobsCommand());
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(output, true));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          output.append(failure.getMessage());
          return 2;
        });
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = temp.toString();
    return new Ran(line.execute(all), output.toString());
  }
}
