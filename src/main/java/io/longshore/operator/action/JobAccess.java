package io.longshore.operator.action;

import io.longshore.api.Call;
import io.longshore.engine.admin.JobSearchStore;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.service.resource.InternalJobType;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The jobs that a caller may change: those of the accounts that it sees. Jobs that a service
 * creates for itself, such as purges, are changed by operators only.
 */
final class JobAccess {

  private final JobSearchStore search;
  private final JobStore engine;
  private final AccountScope scope;

  JobAccess(JobSearchStore search, JobStore engine, AccountScope scope) {
    this.search = search;
    this.engine = engine;
    this.scope = scope;
  }

  /** The job that the call names; the error does not tell whether others have it. */
  Future<Job> job(Call call) {
    String id = call.parameter("jobId");
    return JobId.parse(id)
        .map(search::find)
        .orElse(Future.succeededFuture(Optional.empty()))
        .map(
            found ->
                found
                    .filter(job -> mayChange(call, job))
                    .orElseThrow(() -> OperatorError.unknownJob(id)));
  }

  private boolean mayChange(Call call, Job job) {
    return scope.sees(call.principal(), job.account())
        && (scope.isOperator(call.principal()) || !isInternal(job));
  }

  private boolean isInternal(Job job) {
    return engine.type(job.type()).filter(InternalJobType.class::isInstance).isPresent();
  }
}
