package io.longshore.service.dataexchange.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Progress;
import io.longshore.service.dataexchange.job.type.AssetExportJob;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a job of Data Exchange says about its troubles, in each of its states. */
class DataJobTest {

  @Test
  void a_job_that_is_being_cleaned_up_says_why_it_fails() {
    JsonObject shown = describe(Optional.empty(), JobState.RUNNING, "S3 said 500");

    assertThat(shown.getString("State")).isEqualTo("IN_PROGRESS");
    assertThat(messages(shown)).containsExactly("S3 said 500");
  }

  @Test
  void a_job_that_timed_out_names_what_it_left() {
    JsonObject shown = describe(Optional.of(Instant.EPOCH), JobState.CANCELLED, "k was left");

    assertThat(shown.getString("State")).isEqualTo("TIMED_OUT");
    assertThat(messages(shown)).containsExactly("k was left");
  }

  @Test
  void its_own_words_are_not_said_twice_and_what_it_left_follows_them() {
    JsonObject shown = describe(Optional.empty(), JobState.FAILED, "denied", "k was left");

    assertThat(messages(shown)).containsExactly("denied", "k was left");
    assertThat(shown.getJsonArray("Errors").getJsonObject(0).getString("Code"))
        .isEqualTo("ACCESS_DENIED_EXCEPTION");
  }

  @Test
  void a_job_that_does_well_has_no_errors() {
    assertThat(describe(Optional.empty(), JobState.RUNNING).containsKey("Errors")).isFalse();
    assertThat(describe(Optional.empty(), JobState.SUCCEEDED, "x").containsKey("Errors")).isFalse();
  }

  private static List<String> messages(JsonObject shown) {
    JsonArray errors = shown.getJsonArray("Errors");
    return errors.stream().map(error -> ((JsonObject) error).getString("Message")).toList();
  }

  private static JsonObject describe(
      Optional<Instant> timedOut, JobState state, String... failures) {
    JobId id = JobId.random();
    DataJob job =
        new DataJob(
            id.toString(),
            "111122223333",
            "us-east-1",
            DataJobType.EXPORT_ASSETS_TO_S3,
            "set",
            Optional.of("revision"),
            new JsonObject(),
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH,
            Optional.of(Instant.EPOCH),
            Optional.empty(),
            timedOut,
            Optional.empty(),
            List.of(failures).contains("denied") ? List.of(JobError.denied("denied")) : List.of());
    return job.describe(Optional.of(engine(id, state, List.of(failures))));
  }

  private static Job engine(JobId id, JobState state, List<String> failures) {
    return new Job(
        id,
        "111122223333",
        "us-east-1",
        AssetExportJob.NAME,
        "set",
        Optional.empty(),
        new JsonObject(),
        state,
        state.name(),
        new Progress(1, 0, 0, 0, 0),
        failures,
        false,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty());
  }
}
