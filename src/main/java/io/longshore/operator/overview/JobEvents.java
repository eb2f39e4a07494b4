package io.longshore.operator.overview;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.admin.JobSearchStore;
import io.longshore.engine.history.HistoryEvent;
import io.longshore.engine.history.JobHistoryStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.ListPaging;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The operation ListJobEvents: the history of a job in its order. */
public final class JobEvents {

  private static final ListPaging PAGING =
      new ListPaging("nextToken", "maxResults", "NextToken", 1000, OperatorError.VALIDATION);

  private final JobSearchStore jobs;
  private final JobHistoryStore history;
  private final AccountScope scope;

  public JobEvents(JobSearchStore jobs, JobHistoryStore history, AccountScope scope) {
    this.jobs = jobs;
    this.history = history;
    this.scope = scope;
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = PAGING.page(call, call.parameter("jobId"));
    long after = page.after().map(Long::parseLong).orElse(0L);
    return named(call)
        .compose(
            job ->
                history
                    .events(job.id(), after, page.limit())
                    .map(
                        found ->
                            page.answer(
                                "Events",
                                found,
                                event -> item(job.id(), event),
                                event -> Long.toString(event.seq()))));
  }

  private Future<Job> named(Call call) {
    String text = call.parameter("jobId");
    return JobId.parse(text)
        .map(jobs::find)
        .orElse(Future.succeededFuture(Optional.empty()))
        .map(
            found ->
                found
                    .filter(job -> scope.sees(call.principal(), job.account()))
                    .orElseThrow(() -> OperatorError.unknownJob(text)));
  }

  private static JsonObject item(JobId job, HistoryEvent event) {
    JsonObject item =
        new JsonObject()
            .put("EventId", Long.toString(event.seq()))
            .put("JobId", job.toString())
            .put("Time", Timestamps.text(event.at()))
            .put("Kind", event.kind())
            .put("Status", event.word())
            .put("Phase", event.phase());
    event.task().ifPresent(task -> item.put("Task", task));
    event.attempt().ifPresent(attempt -> item.put("Attempt", attempt));
    event.worker().ifPresent(worker -> item.put("Worker", worker));
    event.since().ifPresent(since -> item.put("StartedAt", Timestamps.text(since)));
    event.detail().ifPresent(detail -> item.put("Detail", detail));
    return item;
  }
}
