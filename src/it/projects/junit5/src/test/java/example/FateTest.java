package example;

import static io.longshore.junit.LongshoreFate.Phase.COMMITTING;
import static io.longshore.junit.LongshoreFate.pinpointExport;
import static io.longshore.junit.LongshoreFate.s3;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.junit.Longshore;
import io.longshore.junit.LongshoreJob;
import io.longshore.junit.LongshoreServer;
import io.longshore.junit.PlacedFate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Jobs that stop, fail, wait, or meet a slow S3. */
@Longshore
class FateTest {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  @Test
  void a_job_that_fails_shows_the_reason_and_leaves_no_object(
      LongshoreServer longshore, PinpointClient pinpoint, S3Client s3) {
    longshore.fate(pinpointExport().failAt(COMMITTING, "The bucket is gone"));

    LongshoreJob job = export(longshore, pinpoint).awaitEnd(LONGEST);

    assertThat(job.state()).isEqualTo("FAILED");
    assertThat(job.failures().toString()).contains("The bucket is gone");
    assertThat(s3.listObjectsV2(r -> r.bucket(longshore.bucket())).contents()).isEmpty();
  }

  @Test
  void a_job_that_is_held_before_its_commit_shows_nothing_until_it_is_released(
      LongshoreServer longshore, PinpointClient pinpoint, S3Client s3) throws Exception {
    PlacedFate fate = longshore.fate(pinpointExport().holdAt(COMMITTING));

    LongshoreJob job = export(longshore, pinpoint);
    while (!job.refresh().state().equals("COMMITTING")) {
      Thread.sleep(20);
    }
    assertThat(s3.listObjectsV2(r -> r.bucket(longshore.bucket())).contents()).isEmpty();

    fate.release();

    assertThat(job.awaitEnd(LONGEST).hasSucceeded()).isTrue();
    assertThat(s3.listObjectsV2(r -> r.bucket(longshore.bucket())).contents()).isNotEmpty();
  }

  @Test
  void a_job_that_is_slow_succeeds_late(LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.fate(pinpointExport().slow(Duration.ofSeconds(2)));

    long begin = System.nanoTime();
    LongshoreJob job = export(longshore, pinpoint).awaitEnd(LONGEST);

    assertThat(job.hasSucceeded()).as("%s", job).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void a_job_survives_an_s3_that_is_overloaded(LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.fate(s3().slowDown().times(1));

    LongshoreJob job = export(longshore, pinpoint).awaitEnd(LONGEST);

    assertThat(job.hasSucceeded()).as("%s", job).isTrue();
    assertThat(job.manifest().lines()).hasSize(3);
  }

  @Test
  void a_job_fails_if_s3_denies_access(LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.fate(s3().accessDenied());

    LongshoreJob job = export(longshore, pinpoint).awaitEnd(LONGEST);

    assertThat(job.state()).as("%s", job).isEqualTo("FAILED");
    assertThat(job.failures().toString()).contains("denies access", longshore.bucket());
  }

  @Test
  void an_upload_that_s3_refuses_is_repeated(LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.fate(s3().answers(500, "InternalError").to("UploadPart").times(2));

    LongshoreJob job = export(longshore, pinpoint).awaitEnd(LONGEST);

    assertThat(job.hasSucceeded()).as("%s", job).isTrue();
    assertThat(job.manifest().lines()).hasSize(3);
  }

  private static LongshoreJob export(LongshoreServer longshore, PinpointClient pinpoint) {
    String app = Endpoints.app(pinpoint, 3);
    new NightlyExport(pinpoint, longshore.roleArn()).start(app, longshore.bucket());
    return longshore.jobs().type("pinpoint.export").single();
  }
}
