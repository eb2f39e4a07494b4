package io.longshore.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobTest {

  @Test
  void the_reason_is_shown_before_the_job_has_failed() {
    assertThat(job(JobState.RUNNING).reason()).isEmpty();
    assertThat(job(JobState.RUNNING, "no access").reason()).hasValue("no access");
    assertThat(job(JobState.FAILED, "no access", "k was left").reason())
        .hasValue("no access; k was left");
  }

  @Test
  void a_cancelled_job_names_what_it_left() {
    assertThat(job(JobState.CANCELLED).reason()).hasValue("cancelled by the operator");
    assertThat(job(JobState.CANCELLED, "k was left").reason())
        .hasValue("cancelled by the operator; k was left");
  }

  @Test
  void rows_that_an_import_refused_are_not_failures_of_a_job_that_succeeded() {
    assertThat(job(JobState.SUCCEEDED, "line 3 is no JSON").reason()).hasValue("line 3 is no JSON");
    assertThat(job(JobState.SUCCEEDED).reason()).isEmpty();
    assertThat(job(JobState.SUCCEEDED, "line 3 is no JSON").troubles()).isEmpty();
  }

  private static Job job(JobState state, String... failures) {
    return new Job(
        JobId.random(),
        "111122223333",
        "us-east-1",
        "test.job",
        "app",
        Optional.empty(),
        new JsonObject(),
        state,
        state.name(),
        new Progress(1, 0, 0, 0, 0),
        List.of(failures),
        false,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty());
  }
}
