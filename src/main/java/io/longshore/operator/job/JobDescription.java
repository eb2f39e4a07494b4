package io.longshore.operator.job;

import io.longshore.engine.admin.JobSums;
import io.longshore.engine.admin.JobTaskStore.JobMoment;
import io.longshore.engine.admin.JobTaskStore.TaskObject;
import io.longshore.engine.admin.ListedJob;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.service.resource.InternalJobType;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Writes jobs as the contract's JobSummary and JobDetail. */
public final class JobDescription {

  private final JobStore engine;
  private final InstantSource clock;

  /**
   * @param engine knows the job types of all services
   */
  public JobDescription(JobStore engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /** The members of JobSummary. */
  public JsonObject summary(ListedJob listed, JobSums sums) {
    Job job = listed.job();
    JsonObject summary = state(listed).mergeIn(sums(job, sums)).mergeIn(times(job));
    name(job).ifPresent(name -> summary.put("Name", name));
    job.subject().ifPresent(subject -> summary.put("Subject", subject));
    serviceJobId(job).ifPresent(id -> summary.put("ServiceJobId", id));
    return summary;
  }

  private static JsonObject state(ListedJob listed) {
    Job job = listed.job();
    return new JsonObject()
        .put("JobId", job.id().toString())
        .put("Account", job.account())
        .put("Region", job.region())
        .put("Service", service(job))
        .put("Type", job.type())
        .put("Container", job.container())
        .put("Status", job.word())
        .put("State", job.state().name())
        .put("Held", listed.held())
        .put("CancelRequested", job.cancelRequested());
  }

  private static JsonObject sums(Job job, JobSums sums) {
    return new JsonObject()
        .put("PiecesDone", sums.done())
        .put("Pieces", job.progress().pieces())
        .put("PiecesFailed", sums.failed())
        .put("Rows", sums.rows())
        .put("Bytes", sums.bytes())
        .put("RejectedRows", sums.rejectedRows())
        .put("Attempts", sums.attempts());
  }

  private JsonObject times(Job job) {
    Instant now = clock.instant();
    JsonObject times =
        new JsonObject()
            .put("CreatedAt", Timestamps.text(job.createdAt()))
            .put("ChangedAt", Timestamps.text(job.changedAt()))
            .put("AgeSeconds", seconds(job.createdAt(), now))
            .put("DurationSeconds", seconds(job.createdAt(), job.finishedAt().orElse(now)));
    job.finishedAt().ifPresent(at -> times.put("FinishedAt", Timestamps.text(at)));
    return times;
  }

  /** The members of JobDetail. */
  public JsonObject detail(ListedJob listed, JobSums sums, JobMoment moment) {
    JsonObject detail =
        summary(listed, sums)
            .put("Failures", new JsonArray(listed.job().failures()))
            .put("Request", listed.job().spec());
    moment.started().ifPresent(at -> detail.put("StartedAt", Timestamps.text(at)));
    if (listed.job().finishedAt().isEmpty()) {
      moment.nextTry().ifPresent(at -> detail.put("NextTryAt", Timestamps.text(at)));
      moment.reason().ifPresent(reason -> detail.put("LastError", reason));
    }
    listed.job().traceId().ifPresent(trace -> detail.put("TraceId", trace));
    moment.manifest().ifPresent(manifest -> detail.put("Manifest", place(manifest)));
    return detail.put("Version", version(detail));
  }

  /** The members of S3Object. */
  static JsonObject place(TaskObject object) {
    return new JsonObject()
        .put("Bucket", object.bucket())
        .put("Key", object.key())
        .put("Uri", "s3://" + object.bucket() + "/" + object.key());
  }

  /** The service is the beginning of the job type. */
  static String service(Job job) {
    return job.type().split("\\.", 2)[0];
  }

  /** Personalize shows jobs by their ARN, the others by the engine's id. */
  private Optional<String> serviceJobId(Job job) {
    boolean shown =
        engine.type(job.type()).filter(t -> !(t instanceof InternalJobType)).isPresent();
    return shown ? Optional.of(job.spec().getString("arn", job.id().toString())) : Optional.empty();
  }

  private static Optional<String> name(Job job) {
    return job.spec().getValue("jobName") instanceof String name
        ? Optional.of(name)
        : Optional.empty();
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
  }

  /** The same for the same answer, whatever the time. */
  private static String version(JsonObject detail) {
    JsonObject timeless = detail.copy();
    timeless.remove("AgeSeconds");
    timeless.remove("DurationSeconds");
    return UUID.nameUUIDFromBytes(timeless.encode().getBytes(StandardCharsets.UTF_8)).toString();
  }
}
