package io.longshore.operator.stream;

import io.longshore.job.JobId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Reads jobs as the contract's JobSummary, in no order. Ids without a job are left out. */
@FunctionalInterface
public interface JobSummaries {

  Future<List<JsonObject>> of(List<JobId> jobs);
}
