package io.longshore.operator.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.admin.JobFilter;
import io.longshore.engine.admin.JobListStore;
import io.longshore.engine.admin.JobPosition;
import io.longshore.engine.admin.JobSums;
import io.longshore.engine.admin.JobTaskStore;
import io.longshore.engine.admin.JobTaskStore.JobTask;
import io.longshore.engine.admin.ListedJob;
import io.longshore.job.JobId;
import io.longshore.operator.AccountScope;
import io.longshore.operator.JobFilters;
import io.longshore.operator.OperatorLists;
import io.longshore.operator.VisibleJobs;
import io.longshore.operator.stream.JobWaits;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The operations ListJobs, GetJob and ListJobTasks. */
public final class JobReadOperations {

  private static final int BEFORE_FIRST_TASK = -2;

  private final JobListStore jobs;
  private final JobTaskStore tasks;
  private final AccountScope scope;
  private final VisibleJobs visible;
  private final JobDescription description;
  private final JobSumsCache sums;
  private final JobThroughputMembers rates;
  private final JobWaits waits;

  public JobReadOperations(
      JobListStore jobs,
      JobTaskStore tasks,
      AccountScope scope,
      VisibleJobs visible,
      JobDescription description,
      JobThroughputMembers rates,
      JobWaits waits) {
    this.jobs = jobs;
    this.tasks = tasks;
    this.scope = scope;
    this.visible = visible;
    this.description = description;
    this.sums = new JobSumsCache(jobs);
    this.rates = rates;
    this.waits = waits;
  }

  public Future<ServiceResponse> list(Call call) {
    JobFilter filter = JobFilters.of(call, scope);
    ListPage page = OperatorLists.PAGING.page(call, JobFilters.canonical(call));
    return jobs.page(filter, page.after().map(JobPosition::parse), page.limit())
        .compose(
            found ->
                Future.all(sums.of(page.shown(found)), rates.of(page.shown(found)))
                    .map(read -> answer(page, found, read.resultAt(0), read.resultAt(1))));
  }

  private ServiceResponse answer(
      ListPage page, List<ListedJob> found, Map<JobId, JobSums> all, Map<JobId, JsonObject> rated) {
    return page.answer(
        "Jobs",
        found,
        job ->
            description
                .summary(job, all.get(job.job().id()))
                .mergeIn(rated.getOrDefault(job.job().id(), new JsonObject())),
        job -> job.position().toString());
  }

  /** With {@code wait}, the response may follow the job's next event. */
  public Future<ServiceResponse> get(Call call) {
    String wait = call.parameter("wait");
    if (wait == null) {
      return detail(call).map(ServiceResponse::ok);
    }
    Duration within = Duration.ofSeconds(Long.parseLong(wait.substring(0, wait.length() - 1)));
    return visible
        .named(call)
        .compose(
            job ->
                waits.await(
                    call.principal().account(),
                    job.job().id(),
                    within,
                    () -> detail(call),
                    body -> isNews(body.getJsonObject("Job"), call.parameter("version"))));
  }

  /** Whether nothing more is to come, or the caller knows another version of the job. */
  private static boolean isNews(JsonObject job, String version) {
    return job.containsKey("FinishedAt")
        || version != null && !version.equals(job.getString("Version"));
  }

  private Future<JsonObject> detail(Call call) {
    return visible
        .named(call)
        .compose(
            job ->
                Future.all(sums.of(List.of(job)), tasks.moment(job.job().id()), rates.detail(job))
                    .map(
                        read -> {
                          Map<JobId, JobSums> all = read.resultAt(0);
                          return description
                              .detail(job, all.get(job.job().id()), read.resultAt(1))
                              .mergeIn(read.<JsonObject>resultAt(2));
                        }))
        .map(detail -> new JsonObject().put("Job", detail));
  }

  public Future<ServiceResponse> listTasks(Call call) {
    ListPage page = page(call);
    return visible
        .named(call)
        .compose(job -> tasks.tasks(job.job().id(), lastTask(page), page.limit()))
        .map(
            found ->
                page.answer(
                    "Tasks", found, JobReadOperations::task, task -> Integer.toString(task.seq())));
  }

  /** The page of a list of what a job has. */
  static ListPage page(Call call) {
    return OperatorLists.PAGING.page(call, call.parameter("jobId"));
  }

  /** The number of the last task of the page before. */
  static int lastTask(ListPage page) {
    return page.after().map(Integer::valueOf).orElse(BEFORE_FIRST_TASK);
  }

  private static JsonObject task(JobTask task) {
    JsonObject view =
        new JsonObject()
            .put("Sequence", task.seq())
            .put("Kind", task.kind())
            .put("State", task.state())
            .put("OutputState", task.output())
            .put("Attempts", task.attempts())
            .put("MaxAttempts", task.maxAttempts())
            .put("Outages", task.outages())
            .put("Rows", task.rows())
            .put("RejectedRows", task.rejectedRows());
    task.size().ifPresent(size -> view.put("Bytes", size));
    task.owner().ifPresent(owner -> view.put("Worker", owner));
    task.leaseUntil().ifPresent(until -> view.put("LeaseUntil", Timestamps.text(until)));
    task.claimedAt().ifPresent(at -> view.put("StartedAt", Timestamps.text(at)));
    task.endedAt().ifPresent(at -> view.put("EndedAt", Timestamps.text(at)));
    if (task.state().equals("QUEUED")) {
      view.put("NextTryAt", Timestamps.text(task.runAt()));
    }
    task.reason().ifPresent(reason -> view.put("Reason", reason));
    task.object().ifPresent(object -> view.put("Object", JobDescription.place(object)));
    return view;
  }
}
