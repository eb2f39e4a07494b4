package io.longshore.operator.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;

/** Jobs that are held, failed, slowed down, and that meet errors of S3, as a test decides. */
@Timeout(180)
class FatesIT {

  @RegisterExtension
  static final ServerOfAccounts INSTALLATION = new ServerOfAccounts(Map.of("worker.slots", "2"));

  private final TestAccount account = INSTALLATION.account();

  private static JsonObject fate(String action) {
    return new JsonObject()
        .put("Do", action)
        .put("Match", new JsonObject().put("Type", "pinpoint.export"));
  }

  private static JsonObject in(String phase) {
    return new JsonObject().put("Phase", phase);
  }

  @Test
  void a_job_that_is_held_in_a_phase_shows_its_status_and_goes_on_after_the_release() {
    account.app(20);
    Map<String, String> statuses =
        Map.of(
            "CREATED", "CREATED",
            "STARTING", "INITIALIZING",
            "WORKING", "PROCESSING",
            "COMMITTING", "COMPLETING");
    statuses.forEach(
        (phase, status) -> {
          String fate = account.fate(fate("HOLD").put("At", in(phase)));
          ExportJobResponse job = account.export();
          account.awaitHeld(fate);

          assertThat(account.get(job).jobStatusAsString()).as(phase).isEqualTo(status);
          assertThat(account.objects.keys(account.bucket)).noneMatch(key -> key.contains(job.id()));

          Reply released = account.post("/fates/" + fate + "/release", null);
          assertThat(released.body().getJsonObject("Fate").getBoolean("Released")).isTrue();
          assertThat(account.awaitState(job.id(), "SUCCEEDED").getLong("Rows")).isEqualTo(20);
          assertThat(
                  account
                      .fateOf(fate)
                      .getJsonArray("Jobs")
                      .getJsonObject(0)
                      .containsKey("HeldSince"))
              .isFalse();
        });
  }

  @Test
  void held_jobs_do_not_occupy_the_slots_of_the_worker() {
    account.app(5);
    String fate = account.fate(fate("HOLD").put("Times", 3));
    for (int i = 0; i < 3; i++) {
      account.export();
    }
    String fourth = account.export().id();

    account.awaitState(fourth, "SUCCEEDED");
    assertThat(account.fateOf(fate).getJsonArray("Jobs")).hasSize(3);
    assertThat(account.fateOf(fate).getInteger("Left")).isZero();
    assertThat(account.send("DELETE", "/fates/" + fate, null).status()).isEqualTo(200);
    account.get("/fates").body().getJsonArray("Fates").forEach(none -> assertThat(none).isNull());
  }

  @Test
  void a_job_fails_at_a_row_with_the_reason_and_leaves_no_object_and_the_next_one_succeeds() {
    account.app(1000);
    account.fate(
        fate("FAIL")
            .put("At", new JsonObject().put("Row", 500))
            .put("Reason", "Access denied by the bucket"));
    ExportJobResponse job = account.export();

    JsonObject failed = account.awaitState(job.id(), "FAILED");
    assertThat(failed.getJsonArray("Failures"))
        .isEqualTo(new JsonArray().add("Access denied by the bucket"));
    ExportJobResponse shown = account.get(job);
    assertThat(shown.jobStatusAsString()).isEqualTo("FAILED");
    assertThat(shown.failures()).containsExactly("Access denied by the bucket");
    assertThat(account.objects.keys(account.bucket)).noneMatch(key -> key.contains(job.id()));
    assertThat(account.objects.openUploads(account.bucket)).isEmpty();

    assertThat(account.awaitState(account.export().id(), "SUCCEEDED").getLong("Rows"))
        .isEqualTo(1000);
  }

  @Test
  void an_import_fails_at_a_row_and_publishes_nothing() {
    account.app(0);
    account.importing(10);
    account.fate(
        new JsonObject()
            .put("Do", "FAIL")
            .put("Match", new JsonObject().put("Service", "pinpoint"))
            .put("At", new JsonObject().put("Row", 3)));
    String job = account.startImport().id();

    assertThat(account.awaitState(job, "FAILED").getJsonArray("Failures"))
        .isEqualTo(new JsonArray().add("Failed by a test"));
  }

  @Test
  void requests_to_S3_that_fail_are_repeated_by_the_product() {
    account.app(20);
    String slow =
        account.fate(
            fate("S3")
                .put("Times", 3)
                .put(
                    "S3Error",
                    new JsonObject()
                        .put("StatusCode", 500)
                        .put("Code", "InternalError")
                        .put("Request", "UploadPart")));
    ExportJobResponse job = account.export();

    account.awaitState(job.id(), "SUCCEEDED");
    assertThat(account.fateOf(slow).getJsonArray("Jobs").getJsonObject(0).getInteger("Happened"))
        .isEqualTo(3);
    assertThat(account.fateOf(slow).getInteger("Left")).isZero();
  }

  @Test
  void access_denied_by_S3_fails_the_job_as_it_really_does() {
    account.app(20);
    account.fate(
        fate("S3")
            .put("S3Error", new JsonObject().put("StatusCode", 403).put("Code", "AccessDenied")));
    ExportJobResponse job = account.export();

    JsonObject failed = account.awaitState(job.id(), "FAILED");
    assertThat(failed.getJsonArray("Failures").getString(0))
        .contains("denies access")
        .contains(account.bucket);
  }

  @Test
  void a_slow_job_waits_and_a_cancelled_one_does_not() {
    account.app(5);
    account.fate(fate("SLOW").put("DelayMillis", 1500));
    JsonObject slow = account.awaitState(account.export().id(), "SUCCEEDED");
    assertThat(slow.getDouble("DurationSeconds")).isGreaterThan(1.5);

    String held = account.fate(fate("HOLD").put("At", in("COMMITTING")));
    String job = account.export().id();
    account.awaitHeld(held);
    account.cancel(job);
    account.awaitState(job, "CANCELLED");
  }

  @Test
  void a_fate_waits_for_a_job_whose_name_matches_and_is_not_used_up_by_one_that_fails_before() {
    String app = account.app(5);
    JsonObject here = new JsonObject().put("Type", "pinpoint.export").put("Name", app);
    JsonObject elsewhere = new JsonObject().put("Name", "another");
    String other = account.fate(new JsonObject().put("Do", "FAIL").put("Match", elsewhere));
    account.fate(new JsonObject().put("Do", "FAIL").put("Match", here));
    String hold = account.fate(fate("HOLD").put("At", in("COMMITTING")));

    account.awaitState(account.export().id(), "FAILED");
    String second = account.export().id();
    account.awaitHeld(hold);
    account.post("/fates/" + hold + "/release", null);
    account.awaitState(second, "SUCCEEDED");
    assertThat(account.fateOf(other).getInteger("Left")).isEqualTo(1);
  }

  @Test
  void a_fate_of_another_account_does_not_exist_and_members_that_do_not_fit_are_refused() {
    String fate = account.fate(fate("HOLD"));
    try (TestAccount stranger = new TestAccount(INSTALLATION.server())) {
      assertThat(stranger.send("DELETE", "/fates/" + fate, null).status()).isEqualTo(404);
      assertThat(stranger.post("/fates/" + fate + "/release", null).status()).isEqualTo(404);
      assertThat(stranger.get("/fates?account=" + account.id).status()).isEqualTo(403);
      assertThat(stranger.post("/fates", fate("HOLD").put("Account", account.id)).status())
          .isEqualTo(403);
    }
    assertThat(account.post("/fates", fate("SLOW")).text("Message")).contains("DelayMillis");
    assertThat(account.post("/fates", fate("HOLD").put("Reason", "r")).text("Message"))
        .contains("FAIL");
    assertThat(account.post("/fates/nothing/release", null).status()).isEqualTo(404);
  }
}
