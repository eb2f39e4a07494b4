package io.longshore.operator;

import io.longshore.api.Call;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.ListedJob;
import io.longshore.job.JobId;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds the job that a call names, among those that the caller sees. */
public final class VisibleJobs {

  private final JobListStore jobs;
  private final AccountScope scope;

  public VisibleJobs(JobListStore jobs, AccountScope scope) {
    this.jobs = jobs;
    this.scope = scope;
  }

  /**
   * The job that the parameter {@code jobId} names. Fails with {@link OperatorError#unknownJob}
   * both if there is none and if it belongs to an account that the caller does not see.
   */
  public Future<ListedJob> named(Call call) {
    String text = call.parameter("jobId");
    return JobId.parse(text)
        .map(jobs::find)
        .orElse(Future.succeededFuture(Optional.empty()))
        .map(
            found ->
                found
                    .filter(job -> scope.sees(call.principal(), job.job().account()))
                    .orElseThrow(() -> OperatorError.unknownJob(text)));
  }
}
