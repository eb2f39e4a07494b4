package example;

import static io.longshore.junit.LongshoreCalls.atLeast;
import static io.longshore.junit.LongshoreFate.Phase.COMMITTING;
import static io.longshore.junit.LongshoreFate.pinpointExport;
import static io.longshore.junit.LongshoreFate.s3;
import static io.longshore.junit.LongshoreFault.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.junit.Longshore;
import io.longshore.junit.LongshoreJob;
import io.longshore.junit.LongshoreServer;
import io.longshore.junit.PlacedFate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;
import software.amazon.awssdk.services.s3.S3Client;

/** A whole night of the program: one in which all goes well, and one in which much does not. */
@Longshore
class NightlyExportTest {

  private static final Duration LONGEST = Duration.ofSeconds(90);

  @Test
  void exports(LongshoreServer longshore, PinpointClient pinpoint) throws Exception {
    String app = longshore.seed("first.yaml", "thousand.json").id("first");

    new NightlyExport(pinpoint, longshore.roleArn()).run(app, longshore.bucket());

    LongshoreJob job = longshore.jobs().type("pinpoint.export").single().awaitEnd(LONGEST);
    assertThat(job.rows()).isEqualTo(1_000);
    assertThat(job.manifest().lines()).hasSize(1_000);
  }

  @Test
  void survives_a_failed_export(LongshoreServer longshore, PinpointClient pinpoint, S3Client s3)
      throws Exception {
    String app = longshore.seed("first.yaml", "thousand.json").id("first");
    longshore.fate(pinpointExport().failAtRow(500, "Access denied by the bucket").once());
    PlacedFate held = longshore.fate(pinpointExport().holdAt(COMMITTING));
    longshore.fate(s3().slowDown().times(3));
    longshore.faults(
        call("pinpoint", "GetExportJob").status(429).code("TooManyRequestsException").times(2));

    Future<ExportJobResponse> program = inBackground(pinpoint, longshore, app);
    while (longshore.jobs().type("pinpoint.export").all().stream()
        .noneMatch(job -> job.state().equals("COMMITTING"))) {
      Thread.sleep(50);
    }
    assertThat(s3.listObjectsV2(r -> r.bucket(longshore.bucket())).contents()).isEmpty();
    held.release();

    ExportJobResponse end = program.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    assertThat(end.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    longshore.calls().to("GetExportJob").count(atLeast(3));
    assertThat(longshore.jobs().type("pinpoint.export").all())
        .extracting(LongshoreJob::state)
        .containsExactlyInAnyOrder("SUCCEEDED", "FAILED");

    longshore.age(Duration.ofDays(91));
    assertThat(created(pinpoint, end))
        .isEqualTo(Instant.parse(end.creationDate()).minus(Duration.ofDays(91)));
  }

  private static Future<ExportJobResponse> inBackground(
      PinpointClient pinpoint, LongshoreServer longshore, String app) {
    FutureTask<ExportJobResponse> program =
        new FutureTask<>(
            () -> new NightlyExport(pinpoint, longshore.roleArn()).run(app, longshore.bucket()));
    new Thread(program, "program").start();
    return program;
  }

  private static Instant created(PinpointClient pinpoint, ExportJobResponse job) {
    return Instant.parse(
        pinpoint
            .getExportJob(r -> r.applicationId(job.applicationId()).jobId(job.id()))
            .exportJobResponse()
            .creationDate());
  }
}
