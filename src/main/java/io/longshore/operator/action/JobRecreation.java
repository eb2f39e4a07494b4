package io.longshore.operator.action;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.admin.JobSearchStore;
import io.longshore.engine.store.JobStore;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.key.KeyLimits;
import io.longshore.identity.policy.AuthorizationRequest;
import io.longshore.identity.policy.Policy;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.ServiceDependencies;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the request of a job again as a new job, through the operation of its service, which checks
 * the request, the quotas and the role anew.
 */
public final class JobRecreation {

  private final EventBus bus;
  private final DeliveryOptions delivery;
  private final Postgres postgres;
  private final JobStore engine;
  private final JobSearchStore search;
  private final JobAccess access;

  public JobRecreation(ServiceDependencies dependencies, JobStore engine, AccountScope scope) {
    this.bus = dependencies.vertx().eventBus();
    this.delivery =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setSendTimeout(dependencies.config().http().callTimeout().toMillis());
    this.postgres = dependencies.postgres();
    this.engine = engine;
    this.search = new JobSearchStore(postgres);
    this.access = new JobAccess(postgres, engine, scope);
  }

  /** The new job belongs to the account of the old one, also if an operator calls. */
  public Future<ServiceResponse> recreate(Call call) {
    return access
        .job(call)
        .compose(
            old -> {
              JobRequest request = request(old);
              return AccessKeyAdmin.limits(postgres, call.principal().accessKey())
                  .map(limits -> requireAllowed(call, old, request, limits))
                  .compose(allowed -> send(call, old, request))
                  .compose(response -> created(old, request, response));
            });
  }

  private JobRequest request(Job job) {
    return engine
        .type(job.type())
        .filter(RecreatableJobType.class::isInstance)
        .map(RecreatableJobType.class::cast)
        .map(type -> type.originalRequest(job))
        .orElseThrow(
            () ->
                OperatorError.CONFLICT.because(
                    "A job of the type %s does not keep its request, so that it cannot be made again; call the operation of its service that creates such jobs"
                        .formatted(job.type())));
  }

  /** A policy of the caller's key must allow the service's operation, too. */
  private static JobRequest requireAllowed(
      Call call, Job job, JobRequest request, KeyLimits limits) {
    Optional<Policy> policy = limits.policy().map(Policy::parse);
    if (policy.filter(Policy::dependsOnRequest).isPresent()) {
      throw OperatorError.ACCESS_DENIED.because(
          "The policy of key %s has conditions on addresses, TLS or tags, which are not known here: call %s instead"
              .formatted(call.principal().accessKey(), request.action()));
    }
    AuthorizationRequest asked =
        new AuthorizationRequest(
            request.action(),
            request.resource(),
            Map.of(AuthorizationRequest.REQUESTED_REGION, job.region()));
    if (policy.filter(known -> !known.decide(asked).allowed()).isPresent()) {
      throw OperatorError.ACCESS_DENIED.because(
          "Key %s is not authorized to perform: %s on resource: %s"
              .formatted(call.principal().accessKey(), request.action(), request.resource()));
    }
    return request;
  }

  private Future<ServiceResponse> send(Call call, Job job, JobRequest request) {
    Principal owner = new Principal(job.account(), job.region(), call.principal().accessKey());
    Call again =
        new Call(
            request.operation(), owner, call.requestId(), request.parameters(), request.body());
    return bus.<ServiceResponse>request(request.operation(), again, delivery).map(Message::body);
  }

  private Future<ServiceResponse> created(Job old, JobRequest request, ServiceResponse response) {
    if (response.refusal() != null) {
      return Future.failedFuture(refused(request, response.refusal()));
    }
    String id = response.body().getString(request.idMember());
    return JobId.parse(id)
        .map(search::find)
        .orElseGet(() -> search.findByArn(old.account(), old.region(), old.type(), id))
        .map(Optional::orElseThrow)
        .map(
            job ->
                ServiceResponse.ok(
                    JobActions.shown(job)
                        .put("RecreatedFrom", old.id().toString())
                        .put("Service", service(old))
                        .put("ServiceJobId", id)));
  }

  private static ApiError refused(JobRequest request, ApiError refusal) {
    return OperatorError.CONFLICT.because(
        "%s refuses the request: %s: %s"
            .formatted(request.action(), refusal.code().shape(), refusal.getMessage()));
  }

  private static String service(Job job) {
    return job.type().substring(0, job.type().indexOf('.'));
  }
}
