package io.longshore.operator.action;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.admin.JobAdminStore;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.service.ServiceDependencies;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Cancels, holds, releases and retries jobs. Each call can be repeated: what is so already is no
 * error.
 */
public final class JobActions {

  private final Postgres postgres;
  private final JobStore engine;
  private final JobAdminStore admin;
  private final JobAccess access;

  public JobActions(ServiceDependencies dependencies, JobStore engine, AccountScope scope) {
    this.postgres = dependencies.postgres();
    this.engine = engine;
    this.admin = new JobAdminStore(dependencies.postgres());
    this.access = new JobAccess(dependencies.postgres(), engine, scope);
  }

  public Future<ServiceResponse> cancel(Call call) {
    return access
        .job(call)
        .compose(
            job -> engine.requestCancel(job.id()).compose(accepted -> cancelled(call, accepted)));
  }

  /** Reads the job again: its state may have changed with the request or before it. */
  private Future<ServiceResponse> cancelled(Call call, boolean accepted) {
    return access
        .job(call)
        .map(
            job -> {
              if (!accepted && job.state() != JobState.CANCELLED) {
                throw notCancelled(job);
              }
              return ServiceResponse.ok(shown(job).put("CancelRequested", true));
            });
  }

  private static ApiError notCancelled(Job job) {
    if (job.state().isFinal()) {
      return finished(job, "cancelled");
    }
    return OperatorError.CONFLICT.because(
        "Job %s cannot be cancelled any more: it fails already, or has begun to write objects at keys that its owner chose"
            .formatted(job.id()));
  }

  public Future<ServiceResponse> hold(Call call) {
    return hold(call, true);
  }

  public Future<ServiceResponse> release(Call call) {
    return hold(call, false);
  }

  private Future<ServiceResponse> hold(Call call, boolean held) {
    return access
        .job(call)
        .compose(job -> admin.hold(held, Optional.of(job.id())))
        .compose(changed -> access.job(call).map(job -> unfinished(job, changed, held)))
        .map(
            job -> {
              if (!held) {
                engine.wake();
              }
              return ServiceResponse.ok(shown(job).put("Held", held));
            });
  }

  private static Job unfinished(Job job, int changed, boolean held) {
    if (changed == 0 && job.state().isFinal()) {
      throw finished(job, held ? "held" : "released");
    }
    if (changed == 0 && held && job.cancelRequested()) {
      throw OperatorError.CONFLICT.because(
          "Job %s is being cancelled and cannot be held".formatted(job.id()));
    }
    return job;
  }

  /** A repeated request gets the response of the first one, because retries reset attempts. */
  public Future<ServiceResponse> retry(Call call) {
    return access
        .job(call)
        .compose(job -> postgres.transactOnce(call, tx -> retry(tx, job.id())))
        .map(
            response -> {
              engine.wake();
              return response;
            });
  }

  private Future<ServiceResponse> retry(Transaction tx, JobId id) {
    return admin
        .retry(tx, id)
        .compose(
            due ->
                engine
                    .findAll(tx, List.of(id))
                    .map(
                        found -> {
                          Job job =
                              found.stream()
                                  .findFirst()
                                  .orElseThrow(() -> OperatorError.unknownJob(id.toString()));
                          if (due == 0 && job.state().isFinal()) {
                            throw finished(job, "retried; RecreateJob makes its request again");
                          }
                          return ServiceResponse.ok(shown(job).put("TasksDue", due));
                        }));
  }

  private static ApiError finished(Job job, String verb) {
    return OperatorError.CONFLICT.because(
        "Job %s has ended as %s and cannot be %s".formatted(job.id(), job.state(), verb));
  }

  static JsonObject shown(Job job) {
    return new JsonObject()
        .put("JobId", job.id().toString())
        .put("State", job.state().name())
        .put("Status", job.word());
  }
}
