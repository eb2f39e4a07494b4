package io.longshore.operator.stream;

import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Summaries of jobs by the job store. */
public record StoredJobSummaries(JobStore jobs) implements JobSummaries {

  @Override
  public Future<List<JsonObject>> of(List<JobId> ids) {
    return jobs.findAll(ids).map(all -> all.stream().map(StoredJobSummaries::json).toList());
  }

  private static JsonObject json(Job job) {
    JsonObject json =
        new JsonObject()
            .put("JobId", job.id().toString())
            .put("Account", job.account())
            .put("Region", job.region())
            .put("Type", job.type())
            .put("Container", job.container())
            .put("Status", job.word())
            .put("State", job.state().name())
            .put("CancelRequested", job.cancelRequested())
            .put("Pieces", job.progress().pieces())
            .put("PiecesDone", job.progress().piecesDone())
            .put("Rows", job.progress().rows())
            .put("CreatedAt", job.createdAt().toString())
            .put("ChangedAt", job.changedAt().toString());
    job.finishedAt().ifPresent(at -> json.put("FinishedAt", at.toString()));
    return json;
  }
}
