package example;

import java.time.Duration;
import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** The program under test: exports the endpoints of an app, and waits until they are exported. */
public final class NightlyExport {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final PinpointClient pinpoint;
  private final String roleArn;

  public NightlyExport(PinpointClient pinpoint, String roleArn) {
    this.pinpoint = pinpoint;
    this.roleArn = roleArn;
  }

  /** Starts the export, and returns the id of its job. */
  public String start(String app, String bucket) {
    return pinpoint
        .createExportJob(
            request ->
                request
                    .applicationId(app)
                    .exportJobRequest(
                        job -> job.roleArn(roleArn).s3UrlPrefix("s3://" + bucket + "/nightly/")))
        .exportJobResponse()
        .id();
  }

  /** Exports; tries once more if the job fails. */
  public ExportJobResponse run(String app, String bucket) throws InterruptedException {
    ExportJobResponse first = end(app, start(app, bucket));
    return first.jobStatus() == JobStatus.COMPLETED ? first : end(app, start(app, bucket));
  }

  private ExportJobResponse end(String app, String job) throws InterruptedException {
    ExportJobResponse now = get(app, job);
    while (now.jobStatus() != JobStatus.COMPLETED && now.jobStatus() != JobStatus.FAILED) {
      Thread.sleep(PAUSE.toMillis());
      now = get(app, job);
    }
    return now;
  }

  private ExportJobResponse get(String app, String job) {
    return pinpoint
        .getExportJob(request -> request.applicationId(app).jobId(job))
        .exportJobResponse();
  }
}
