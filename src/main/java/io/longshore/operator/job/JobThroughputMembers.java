package io.longshore.operator.job;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.admin.ListedJob;
import io.longshore.engine.history.JobPaceStore;
import io.longshore.engine.history.JobThroughput;
import io.longshore.engine.history.WaitReason;
import io.longshore.engine.history.WaitReasonStore;
import io.longshore.job.JobId;
import io.longshore.operator.overview.PaceDescription;
import io.longshore.operator.overview.WaitReasons;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes how fast unfinished jobs run, or why they wait, as members of the contract. */
public final class JobThroughputMembers {

  private final JobPaceStore paces;
  private final WaitReasonStore reasons;

  public JobThroughputMembers(Postgres postgres, WorkerConfig config) {
    this.paces = new JobPaceStore(postgres);
    this.reasons = new WaitReasonStore(postgres, config.perAccount(), config.perType());
  }

  /** The rates of those jobs that are not finished, by their ids. */
  Future<Map<JobId, JsonObject>> of(List<ListedJob> jobs) {
    List<JobId> unfinished =
        jobs.stream()
            .map(ListedJob::job)
            .filter(job -> job.finishedAt().isEmpty())
            .map(job -> job.id())
            .toList();
    return paces
        .of(unfinished)
        .map(
            found ->
                found.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey, entry -> PaceDescription.json(entry.getValue()))));
  }

  /** The rate of a job, the estimate of its remaining time, and why it waits. */
  Future<JsonObject> detail(ListedJob job) {
    JobId id = job.job().id();
    if (job.job().finishedAt().isPresent()) {
      return Future.succeededFuture(new JsonObject());
    }
    return Future.all(paces.of(List.of(id)), reasons.of(id))
        .map(
            read -> {
              Map<JobId, JobThroughput> found = read.resultAt(0);
              JobThroughput pace = found.getOrDefault(id, JobThroughput.NONE);
              JsonObject detail = PaceDescription.json(pace);
              pace.remaining()
                  .ifPresent(left -> detail.put("RemainingSeconds", left.toMillis() / 1000.0));
              Optional<WaitReason> waiting = read.resultAt(1);
              waiting.ifPresent(why -> detail.put("Waiting", WaitReasons.json(why)));
              return detail;
            });
  }
}
