package example;

import static io.longshore.junit.LongshoreCalls.atLeast;
import static io.longshore.junit.LongshoreFate.pinpointExport;
import static io.longshore.junit.LongshoreFault.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.junit.Longshore;
import io.longshore.junit.LongshoreJob;
import io.longshore.junit.LongshoreServer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointClient;

/** Tests that begin with the resources of a document, and accounts that get older or empty. */
@Longshore
class SeedTest {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  @Test
  void an_export_has_the_endpoints_of_the_document(
      LongshoreServer longshore, PinpointClient pinpoint) throws Exception {
    String app = longshore.seed("app.yaml", "people.json").id("shop");

    new NightlyExport(pinpoint, longshore.roleArn()).run(app, longshore.bucket());

    LongshoreJob job = longshore.jobs().type("pinpoint.export").single().awaitEnd(LONGEST);
    assertThat(job.rows()).isEqualTo(50);
    assertThat(job.manifest().lines()).hasSize(50);
  }

  @Test
  void the_program_survives_a_failed_export_and_throttling(
      LongshoreServer longshore, PinpointClient pinpoint) throws Exception {
    String app = longshore.seed("app.yaml", "people.json").id("shop");
    longshore.fate(pinpointExport().failAtRow(25, "Access denied by the bucket").once());
    longshore.faults(
        call("pinpoint", "GetExportJob").status(429).code("TooManyRequestsException").times(2));

    new NightlyExport(pinpoint, longshore.roleArn()).run(app, longshore.bucket());

    longshore.calls().to("GetExportJob").count(atLeast(3));
    assertThat(longshore.jobs().type("pinpoint.export").all())
        .extracting(LongshoreJob::hasSucceeded)
        .containsExactlyInAnyOrder(true, false);
  }

  @Test
  void a_second_seed_changes_nothing_and_knows_the_same_ids(LongshoreServer longshore) {
    String app = longshore.seed("app.yaml", "people.json").id("shop");

    assertThat(longshore.seed("app.yaml", "people.json").id("shop")).isEqualTo(app);
    assertThatThrownBy(() -> longshore.seed("app.yaml", "people.json").id("shoes"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shop/all");
  }

  @Test
  void an_app_of_an_account_that_gets_older_is_older(
      LongshoreServer longshore, PinpointClient pinpoint) {
    String app = longshore.seed("app.yaml", "people.json").id("shop");
    Instant before = created(pinpoint, app);

    longshore.age(Duration.ofDays(91));

    assertThat(Duration.between(created(pinpoint, app), before)).isEqualTo(Duration.ofDays(91));
  }

  @Test
  void an_account_that_is_reset_has_nothing(LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.seed("app.yaml", "people.json");

    longshore.reset();

    assertThat(pinpoint.getApps(r -> {}).applicationsResponse().item()).isEmpty();
    assertThat(longshore.jobs().all()).isEmpty();
  }

  private static Instant created(PinpointClient pinpoint, String app) {
    return Instant.parse(
        pinpoint.getApp(r -> r.applicationId(app)).applicationResponse().creationDate());
  }
}
