package io.longshore.operator.action;

import io.longshore.api.Call;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.operator.VisibleJobs;
import io.longshore.service.resource.InternalJobType;
import io.longshore.store.Postgres;
import io.vertx.core.Future;

/**
 * The jobs that a caller may change: those of the accounts that it sees. Jobs that a service
 * creates for itself, such as purges, are changed by operators only.
 */
final class JobAccess {

  private final VisibleJobs visible;
  private final JobStore engine;
  private final AccountScope scope;

  JobAccess(Postgres postgres, JobStore engine, AccountScope scope) {
    this.visible = new VisibleJobs(new JobListStore(postgres), scope);
    this.engine = engine;
    this.scope = scope;
  }

  /** The job that the call names; the error does not tell whether others have it. */
  Future<Job> job(Call call) {
    return visible
        .named(call)
        .map(
            listed -> {
              if (!mayChange(call, listed.job())) {
                throw OperatorError.unknownJob(call.parameter("jobId"));
              }
              return listed.job();
            });
  }

  private boolean mayChange(Call call, Job job) {
    return scope.isOperator(call.principal()) || !isInternal(job);
  }

  private boolean isInternal(Job job) {
    return engine.type(job.type()).filter(InternalJobType.class::isInstance).isPresent();
  }
}
