package io.longshore.service.dataexchange.job;

import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Progress;
import io.longshore.service.dataexchange.DataExchangeSamples;
import io.longshore.service.resource.QuotaRule;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The State and the members that GetJob shows, from the row of the job and the engine's job. */
class DataJobStateTest {

  private static final Optional<Instant> NEVER = Optional.empty();
  private static final Optional<Instant> LATER = Optional.of(CREATED.plusSeconds(1));

  private final JsonObject details =
      new JsonObject().put("DataSetId", "set-1").put("RevisionId", "rev-1").put("AssetId", "a");

  @Test
  void a_job_waits_until_it_is_started() {
    DataJob waiting = DataExchangeSamples.waiting(DataJobType.EXPORT_ASSET_TO_SIGNED_URL, details);

    JsonObject shown = waiting.describe(Optional.empty());

    assertThat(shown.getString("State")).isEqualTo("WAITING");
    assertThat(shown.getString("Type")).isEqualTo("EXPORT_ASSET_TO_SIGNED_URL");
    assertThat(shown.getString("Arn"))
        .isEqualTo("arn:aws:dataexchange:us-east-1:111122223333:jobs/" + waiting.id());
    assertThat(shown.getJsonObject("Details"))
        .isEqualTo(new JsonObject().put("ExportAssetToSignedUrl", details));
    assertThat(shown.getString("CreatedAt")).isEqualTo("2026-03-07T23:05:09.120Z");
    assertThat(shown.fieldNames()).doesNotContain("Errors", "AssetConfiguration");
  }

  @Test
  void a_waiting_job_that_is_cancelled_is_cancelled() {
    assertThat(state(job(NEVER, LATER, NEVER, NEVER), Optional.empty())).isEqualTo("CANCELLED");
  }

  @ParameterizedTest
  @CsvSource({
    "QUEUED, IN_PROGRESS",
    "RUNNING, IN_PROGRESS",
    "COMMITTING, IN_PROGRESS",
    "SUCCEEDED, COMPLETED",
    "FAILED, ERROR",
    "CANCELLED, CANCELLED"
  })
  void a_started_job_has_the_state_of_the_engines_job(JobState engine, String state) {
    assertThat(state(job(LATER, NEVER, NEVER, NEVER), engine(engine, CREATED))).isEqualTo(state);
  }

  @Test
  void a_started_job_whose_engine_job_is_not_read_is_in_progress() {
    assertThat(state(job(LATER, NEVER, NEVER, NEVER), Optional.empty())).isEqualTo("IN_PROGRESS");
  }

  @Test
  void a_job_that_passed_its_deadline_is_timed_out_once_the_engine_has_cancelled_it() {
    DataJob late = job(LATER, NEVER, LATER, NEVER);

    assertThat(state(late, engine(JobState.CANCELLED, CREATED))).isEqualTo("TIMED_OUT");
    assertThat(state(late, engine(JobState.RUNNING, CREATED))).isEqualTo("IN_PROGRESS");
    assertThat(state(late, engine(JobState.SUCCEEDED, CREATED))).isEqualTo("COMPLETED");
  }

  @Test
  void a_job_over_a_quota_is_in_error_and_tells_the_quota() {
    JobError over = JobError.quota(new QuotaRule("Concurrent jobs", 5), "The limit is 5");
    JsonObject shown = job(LATER, NEVER, NEVER, LATER, over).describe(Optional.empty());

    assertThat(shown.getString("State")).isEqualTo("ERROR");
    assertThat(shown.getJsonArray("Errors")).containsExactly(over.body());
  }

  @Test
  void the_update_time_is_the_later_one_of_the_row_and_the_engine_job() {
    DataJob job = job(LATER, NEVER, NEVER, NEVER);

    assertThat(updated(job, CREATED.minusSeconds(9))).isEqualTo("2026-03-07T23:05:09.120Z");
    assertThat(updated(job, CREATED.plusSeconds(9))).isEqualTo("2026-03-07T23:05:18.120Z");
  }

  private static String updated(DataJob job, Instant changed) {
    return job.describe(engine(JobState.RUNNING, changed)).getString("UpdatedAt");
  }

  private static String state(DataJob job, Optional<Job> engine) {
    return job.describe(engine).getString("State");
  }

  private DataJob job(
      Optional<Instant> started,
      Optional<Instant> cancelled,
      Optional<Instant> timedOut,
      Optional<Instant> refused,
      JobError... errors) {
    DataJob waiting = DataExchangeSamples.waiting(DataJobType.EXPORT_ASSET_TO_SIGNED_URL, details);
    return new DataJob(
        waiting.id(),
        waiting.account(),
        waiting.region(),
        waiting.kind(),
        waiting.dataSet(),
        waiting.revision(),
        waiting.details(),
        waiting.configuration(),
        waiting.createdAt(),
        waiting.updatedAt(),
        started,
        cancelled,
        timedOut,
        refused,
        List.of(errors));
  }

  private static Optional<Job> engine(JobState state, Instant changed) {
    return Optional.of(
        new Job(
            JobId.random(),
            DataExchangeSamples.ACCOUNT,
            DataExchangeSamples.REGION,
            DataJobType.EXPORT_ASSET_TO_SIGNED_URL.engineType(),
            "set-1",
            Optional.empty(),
            new JsonObject(),
            state,
            state.name(),
            new Progress(1, 0, 0, 0, 0),
            List.of(),
            false,
            CREATED,
            changed,
            Optional.empty(),
            Optional.empty()));
  }
}
