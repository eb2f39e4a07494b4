package io.longshore.operator.job;

import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobSums;
import io.longshore.engine.admin.ListedJob;
import io.longshore.job.JobId;
import io.longshore.operator.stream.JobSummaries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Summaries of jobs as lists show them, for streams. */
public final class ListedJobSummaries implements JobSummaries {

  private final JobListStore jobs;
  private final JobDescription description;
  private final JobSumsCache sums;

  public ListedJobSummaries(JobListStore jobs, JobDescription description) {
    this.jobs = jobs;
    this.description = description;
    this.sums = new JobSumsCache(jobs);
  }

  @Override
  public Future<List<JsonObject>> of(List<JobId> ids) {
    return jobs.findAll(ids).compose(found -> sums.of(found).map(all -> summaries(found, all)));
  }

  private List<JsonObject> summaries(List<ListedJob> found, Map<JobId, JobSums> all) {
    return found.stream().map(job -> description.summary(job, all.get(job.job().id()))).toList();
  }
}
