package io.longshore.operator.overview;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.history.HistoryEvent;
import io.longshore.engine.history.JobHistoryStore;
import io.longshore.job.JobId;
import io.longshore.operator.OperatorLists;
import io.longshore.operator.VisibleJobs;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The operation ListJobEvents: the history of a job in its order. */
public final class JobEvents {

  private final VisibleJobs visible;
  private final JobHistoryStore history;

  public JobEvents(VisibleJobs visible, JobHistoryStore history) {
    this.visible = visible;
    this.history = history;
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = OperatorLists.PAGING.page(call, call.parameter("jobId"));
    long after = page.after().map(Long::parseLong).orElse(0L);
    return visible
        .named(call)
        .map(listed -> listed.job())
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
