package io.longshore.operator.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.BoundedParallel;
import io.longshore.async.SafeCall;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.admin.JobTaskStore.JobTask;
import io.longshore.engine.admin.JobTaskStore.TaskObject;
import io.longshore.job.Job;
import io.longshore.objectstore.ObjectStore;
import io.longshore.operator.OperatorError;
import io.longshore.operator.VisibleJobs;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations ListJobOutputs and PreviewOutput. Objects are read by the role that the job wrote
 * them with, and only if the caller sees the account of that role.
 */
public final class JobOutputs {

  private static final Duration DOWNLOAD_VALID = Duration.ofMinutes(15);

  private final JobTaskStore tasks;
  private final VisibleJobs visible;
  private final RoleStores stores;
  private final OutputPreviews previews;
  private final InstantSource clock;

  /**
   * @param previews those of the process
   */
  public JobOutputs(
      JobTaskStore tasks,
      VisibleJobs visible,
      RoleStores stores,
      OutputPreviews previews,
      InstantSource clock) {
    this.tasks = tasks;
    this.visible = visible;
    this.stores = stores;
    this.previews = previews;
    this.clock = clock;
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = JobReadOperations.page(call);
    return visible
        .named(call)
        .compose(
            job ->
                tasks
                    .outputs(job.job().id(), JobReadOperations.lastTask(page), page.limit())
                    .compose(found -> answer(call, page, job.job(), found)));
  }

  private Future<ServiceResponse> answer(Call call, ListPage page, Job job, List<JobTask> found) {
    return BoundedParallel.map(page.shown(found), task -> output(call, job, task))
        .map(
            views -> {
              Map<JobTask, JsonObject> byTask = new HashMap<>();
              views.forEach(view -> byTask.put(found.get(byTask.size()), view));
              return page.answer(
                  "Outputs", found, byTask::get, task -> Integer.toString(task.seq()));
            });
  }

  private Future<JsonObject> output(Call call, Job job, JobTask task) {
    TaskObject object = task.object().orElseThrow();
    boolean manifest = task.kind().equals("COMMIT");
    JsonObject view =
        new JsonObject()
            .put("OutputId", Integer.toString(task.seq()))
            .put("Object", JobDescription.place(object))
            .put("State", task.output())
            .put("IsManifest", manifest)
            .put("ContentType", object.contentType());
    if (!manifest) {
      view.put("Rows", task.loads() ? task.rejectedRows() : task.rows());
    }
    task.size().ifPresent(size -> view.put("Bytes", size));
    task.sha256().ifPresent(sha256 -> view.put("Sha256", sha256));
    Optional<ObjectStore> store =
        task.output().equals("VISIBLE") ? stores.of(call, job, object.roleArn()) : Optional.empty();
    if (store.isEmpty()) {
      return Future.succeededFuture(view);
    }
    return SafeCall.call(() -> url(store.get(), object))
        .map(
            url ->
                view.put("DownloadUrl", url.toString())
                    .put(
                        "DownloadExpiresAt", Timestamps.text(clock.instant().plus(DOWNLOAD_VALID))))
        .otherwise(view); // without credentials for the role there is no URL
  }

  private static Future<URI> url(ObjectStore store, TaskObject object) {
    String key = object.key();
    String name = key.substring(key.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    return store.presignGet(object.bucket(), key, DOWNLOAD_VALID, Optional.of(name));
  }

  public Future<ServiceResponse> preview(Call call) {
    String id = call.parameter("outputId");
    return visible
        .named(call)
        .compose(job -> named(job.job(), id).compose(task -> preview(call, job.job(), task)));
  }

  private Future<JobTask> named(Job job, String id) {
    Future<Optional<JobTask>> found =
        id.matches("[0-9]{1,9}")
            ? tasks.output(job.id(), Integer.parseInt(id))
            : Future.succeededFuture(Optional.empty());
    return found.map(
        task ->
            task.orElseThrow(
                () ->
                    OperatorError.RESOURCE_NOT_FOUND.because(
                        "Job %s has no output %s".formatted(job.id(), id))));
  }

  private Future<ServiceResponse> preview(Call call, Job job, JobTask task) {
    TaskObject object = task.object().orElseThrow();
    if (!task.output().equals("VISIBLE")) {
      throw OperatorError.CONFLICT.because(
          "Output %d is %s; only a VISIBLE one can be read".formatted(task.seq(), task.output()));
    }
    ObjectStore store =
        stores
            .of(call, job, object.roleArn())
            .orElseThrow(
                () ->
                    OperatorError.ACCESS_DENIED.because(
                        "The role %s, which wrote the output, is not one of the caller's"
                            .formatted(object.roleArn())));
    return previews.read(store, object.bucket(), object.key()).map(ServiceResponse::ok);
  }
}
