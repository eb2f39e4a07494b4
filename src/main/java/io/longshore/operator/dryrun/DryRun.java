package io.longshore.operator.dryrun;

import io.longshore.api.ApiError;
import io.longshore.api.DelayedResponse;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.async.FirstOf;
import io.longshore.async.SafeCall;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.operator.OperatorError;
import io.longshore.service.ImportDryRun;
import io.longshore.transfer.dryrun.DryRunExecution;
import io.longshore.transfer.dryrun.DryRunLimits;
import io.longshore.transfer.dryrun.DryRunPlan;
import io.longshore.transfer.dryrun.GivenFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A dry run of an import whose caller waits for the report. Runs on the context of the call. */
final class DryRun implements DelayedResponse {

  private final Vertx vertx;
  private final Context context;
  private final ImportDryRun dryRun;
  private final DryRunLimits limits;
  private final Promise<ServiceResponse> response = Promise.promise();
  private final Promise<Void> closed = Promise.promise();
  private Optional<DryRunExecution> running = Optional.empty();

  DryRun(Vertx vertx, ImportDryRun dryRun, DryRunLimits limits) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.dryRun = dryRun;
    this.limits = limits;
  }

  /** Begins the run; completes at its end, also if it fails. */
  Future<Void> begin(Principal caller, JsonObject request, Optional<GivenFile> file) {
    return FirstOf.futures(closed.future(), SafeCall.call(() -> dryRun.plan(caller, request, file)))
        .compose(this::run)
        .recover(this::refusal)
        .onComplete(response)
        .transform(ended -> Future.succeededFuture());
  }

  private Future<ServiceResponse> run(DryRunPlan plan) {
    DryRunExecution run = new DryRunExecution(vertx, plan.files(), limits);
    running = Optional.of(run);
    return run.run().map(report -> ServiceResponse.ok(DryRunJson.of(plan, report)));
  }

  private Future<ServiceResponse> refusal(Throwable failure) {
    if (failure instanceof ApiError error) {
      return Future.succeededFuture(ServiceResponse.refused(own(error)));
    }
    boolean permanent =
        failure instanceof PermanentFailure
            || failure instanceof ObjectStoreError error
                && error.kind() == ObjectStoreError.Kind.PERMANENT;
    return permanent
        ? Future.succeededFuture(ServiceResponse.ok(DryRunJson.failed(failure.getMessage())))
        : Future.failedFuture(failure);
  }

  /** The service's error as one of the operator API. */
  private static ApiError own(ApiError error) {
    String shape = error.code().shape();
    if (error.code() == OperatorError.THROTTLING) {
      return error;
    }
    if (shape.endsWith("NotFoundException")) {
      return OperatorError.RESOURCE_NOT_FOUND.because(error.getMessage());
    }
    return shape.equals("AccessDeniedException") || shape.equals("ForbiddenException")
        ? OperatorError.ACCESS_DENIED.because(error.getMessage())
        : OperatorError.VALIDATION.because(error.getMessage());
  }

  @Override
  public Future<ServiceResponse> response() {
    return response.future();
  }

  /** Called when the caller is gone or the replica stops. */
  @Override
  public void close() {
    context.runOnContext(
        gone -> {
          closed.tryFail(
              OperatorError.THROTTLING.because("The replica stops: send the request again"));
          running.ifPresent(DryRunExecution::stop);
        });
  }
}
