package io.longshore.service.pinpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.EngineMeter;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.worker.Worker;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.job.JobId;
import io.longshore.job.JobType;
import io.longshore.objectstore.RoleObjectStores;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Has workers of the test's own do jobs, a step at a time. */
public final class ImportDrive {

  /** The lease of no worker. */
  public static final UUID NOBODY = new UUID(0, 0);

  private static final String EXPIRE =
      """
      update task set lease_until = clock_timestamp() - interval '1 second' where lease_id = $1""";

  private final PinpointFixture rig;

  public ImportDrive(PinpointFixture rig) {
    this.rig = rig;
  }

  /** Creates an import of the CSV files below an S3 URL, and does nothing for it yet. */
  public UUID created(String app, String url) {
    return created(app, url, new JsonObject().put("RegisterEndpoints", true));
  }

  /** The same, with more members of an ImportJobRequest. */
  public UUID created(String app, String url, JsonObject more) {
    JsonObject asked =
        new JsonObject()
            .put("Format", "CSV")
            .put("RoleArn", PinpointFixture.ROLE)
            .put("S3Url", url)
            .mergeIn(more);
    String id = rig.ok("CreateImportJob", asked, "applicationId", app).getString("Id");
    return JobId.parse(id).orElseThrow().value();
  }

  /** How an import is described, which must have completed. */
  public JsonObject ended(String app, UUID job) {
    String id = job.toString().replace("-", "");
    JsonObject ended = rig.ok("GetImportJob", "applicationId", app, "jobId", id);
    assertThat(ended.getString("JobStatus")).as(ended.encode()).isEqualTo("COMPLETED");
    return ended;
  }

  public Worker worker(JobType type) {
    return new Worker(
        rig.vertx,
        new WorkerDependencies(
            rig.postgres,
            new JobTypeRegistry(List.of(type)),
            new RoleObjectStores(rig.s3),
            WorkerConfig.defaults(),
            EngineMeter.NONE,
            new Random(7),
            System::nanoTime));
  }

  /** Has the worker do what is due until the job has ended, and never hears of the dead one. */
  public Future<Void> until(UUID job, Worker worker, UUID dead) {
    return rig.postgres
        .requests()
        .preparedQuery(EXPIRE)
        .execute(Tuple.of(dead))
        .compose(expired -> worker.reap())
        .compose(swept -> worker.runOnce())
        .compose(ran -> rig.vertx.timer(20))
        .compose(
            later ->
                rig.postgres
                    .requests()
                    .preparedQuery("select from job where id = $1 and finished_at is null")
                    .execute(Tuple.of(job)))
        .compose(left -> left.size() == 0 ? Future.succeededFuture() : until(job, worker, dead));
  }
}
