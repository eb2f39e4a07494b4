package io.longshore.operator.action;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.admin.JobSearchStore;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.PermanentFailure;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.operator.ServiceAuthorization;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.ServiceDependencies;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Makes the request of a job again as a new job, through the operation of its service, which checks
 * the request, the quotas and the role anew.
 */
public final class JobRecreation {

  private final Postgres postgres;
  private final JobStore engine;
  private final JobSearchStore search;
  private final JobAccess access;
  private final ServiceCalls services;

  public JobRecreation(ServiceDependencies dependencies, JobStore engine, AccountScope scope) {
    this.postgres = dependencies.postgres();
    this.engine = engine;
    this.search = new JobSearchStore(postgres);
    this.access = new JobAccess(postgres, engine, scope);
    this.services = new ServiceCalls(dependencies);
  }

  /** The new job belongs to the account of the old one, also if an operator calls. */
  public Future<ServiceResponse> recreate(Call call) {
    return access
        .job(call)
        .compose(
            old -> {
              RecreatableJobType type = type(old);
              return type.originalRequest(old)
                  .recover(failure -> Future.failedFuture(notRecreated(old, failure)))
                  .compose(request -> allowed(call, old, request))
                  .compose(request -> create(call, old, type, request));
            });
  }

  private RecreatableJobType type(Job job) {
    return engine
        .type(job.type())
        .filter(RecreatableJobType.class::isInstance)
        .map(RecreatableJobType.class::cast)
        .orElseThrow(
            () ->
                OperatorError.CONFLICT.because(
                    "Job %s cannot be created again: no request creates a job of the type %s, but the service itself"
                        .formatted(job.id(), job.type())));
  }

  private static Throwable notRecreated(Job job, Throwable failure) {
    return failure instanceof PermanentFailure reason
        ? OperatorError.CONFLICT.because(
            "Job %s cannot be created again: %s".formatted(job.id(), reason.getMessage()))
        : failure;
  }

  private Future<JobRequest> allowed(Call call, Job job, JobRequest request) {
    // A policy cannot name a job that has no id yet.
    Optional<JobRequest> start = request.start().map(started -> started.apply("*"));
    return ServiceAuthorization.require(postgres, call, request, job.region())
        .compose(
            created ->
                start
                    .map(s -> ServiceAuthorization.require(postgres, call, s, job.region()))
                    .orElse(Future.succeededFuture()))
        .map(allowed -> request);
  }

  private Future<ServiceResponse> create(
      Call call, Job old, RecreatableJobType type, JobRequest request) {
    return services
        .send(call, old, request)
        .map(ServiceResponse::body)
        .compose(
            response ->
                start(call, old, request, response)
                    .compose(started -> type.created(old, request, response))
                    .compose(id -> find(old, id, request, response)))
        .map(job -> ServiceResponse.ok(shown(old, job)));
  }

  private Future<ServiceResponse> start(
      Call call, Job old, JobRequest request, JsonObject response) {
    if (request.start().isEmpty()) {
      return Future.succeededFuture();
    }
    String id = response.getString(request.idMember());
    return services
        .send(call, old, request.start().get().apply(id))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof ApiError error && error.code() == OperatorError.CONFLICT
                        ? OperatorError.CONFLICT.because(
                            "Job %s was created and is not started. %s"
                                .formatted(id, error.getMessage()))
                        : failure));
  }

  private Future<Job> find(Job old, Optional<JobId> id, JobRequest request, JsonObject response) {
    return id.map(search::find)
        .orElseGet(
            () ->
                search.findByArn(
                    old.account(),
                    old.region(),
                    old.type(),
                    response.getString(request.idMember())))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        OperatorError.CONFLICT.because(
                            "The new job %s has ended at once, because a quota of %s is used up: its service shows why"
                                .formatted(id.map(JobId::toString).orElse(""), service(old)))));
  }

  private static JsonObject shown(Job old, Job job) {
    return JobActions.shown(job)
        .put("RecreatedFrom", old.id().toString())
        .put("Service", service(old))
        .put("ServiceJobId", job.spec().getString("arn", job.id().toString()));
  }

  private static String service(Job job) {
    return job.type().substring(0, job.type().indexOf('.'));
  }
}
