package io.longshore.operator.overview;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.history.JobPace;
import io.longshore.engine.history.JobPaceStore;
import io.longshore.engine.history.OverviewStore;
import io.longshore.engine.history.OverviewStore.DueTask;
import io.longshore.engine.history.OverviewStore.FailedJob;
import io.longshore.engine.history.OverviewStore.Failures;
import io.longshore.engine.history.OverviewStore.JobCounts;
import io.longshore.engine.history.OverviewStore.Moment;
import io.longshore.engine.history.RunningWorker;
import io.longshore.engine.history.WaitReason;
import io.longshore.engine.history.WaitReasonStore;
import io.longshore.engine.history.WorkerStore;
import io.longshore.operator.AccountScope;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The operation GetOverview. Operators see all accounts and the replicas; others see what belongs
 * to their own account.
 */
public final class Overview {

  private static final int MOST_FAILURES = 20;

  private final OverviewStore overview;
  private final JobPaceStore paces;
  private final WorkerStore workers;
  private final WaitReasonStore waits;
  private final AccountScope scope;

  public Overview(Postgres postgres, WorkerConfig config, AccountScope scope) {
    this.overview = new OverviewStore(postgres);
    this.paces = new JobPaceStore(postgres);
    this.workers = new WorkerStore(postgres);
    this.waits = new WaitReasonStore(postgres, config.perAccount(), config.perType());
    this.scope = scope;
  }

  public Future<ServiceResponse> get(Call call) {
    boolean all = scope.isOperator(call.principal());
    Optional<String> account = scope.of(call);
    Future<Moment> moment = overview.moment(account);
    Future<List<JobCounts>> jobs = overview.jobs(account);
    Future<Failures> failures = overview.failures(account, MOST_FAILURES);
    Future<JobPace> pace = paces.ofAll(account);
    Future<List<RunningWorker>> live = workers.live();
    Future<Optional<JsonObject>> due = overview.oldestDue(account).compose(this::withReason);
    return Future.all(List.of(moment, jobs, failures, pace, live, due))
        .map(
            read -> {
              JsonObject body =
                  new JsonObject()
                      .put("Time", Timestamps.text(moment.result().now()))
                      .put("SlotsBusy", moment.result().busy())
                      .put("Jobs", array(jobs.result(), Overview::counts))
                      .put("FailedJobs", failures.result().all())
                      .put("Failures", array(failures.result().newest(), Overview::failure));
              due.result().ifPresent(task -> body.put("OldestDueTask", task));
              body.mergeIn(PaceDescription.json(pace.result()));
              if (!live.result().isEmpty()) {
                body.put("Slots", live.result().stream().mapToLong(RunningWorker::slots).sum());
              }
              if (all) {
                body.put("Replicas", array(live.result(), Overview::replica));
              }
              return ServiceResponse.ok(body);
            });
  }

  private Future<Optional<JsonObject>> withReason(Optional<DueTask> oldest) {
    return oldest.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : waits.of(oldest.get().job()).map(reason -> Optional.of(dueTask(oldest.get(), reason)));
  }

  private static JsonObject dueTask(DueTask task, Optional<WaitReason> reason) {
    JsonObject json =
        new JsonObject()
            .put("JobId", task.job().toString())
            .put("Task", task.seq())
            .put("Account", task.account())
            .put("Type", task.type())
            .put("DueAt", Timestamps.text(task.dueAt()))
            .put("AgeSeconds", task.ageSeconds());
    reason.ifPresent(why -> json.put("Waiting", WaitReasons.json(why)));
    return json;
  }

  private static JsonObject counts(JobCounts counts) {
    return new JsonObject()
        .put("Service", counts.type().substring(0, counts.type().indexOf('.')))
        .put("Type", counts.type())
        .put("State", counts.state())
        .put("Jobs", counts.jobs());
  }

  private static JsonObject failure(FailedJob job) {
    return new JsonObject()
        .put("JobId", job.job().toString())
        .put("Account", job.account())
        .put("Type", job.type())
        .put("FinishedAt", Timestamps.text(job.at()))
        .put("Reason", job.reason().orElse("No reason was recorded"));
  }

  private static JsonObject replica(RunningWorker worker) {
    return new JsonObject()
        .put("Name", worker.host() + " " + worker.name())
        .put("Version", worker.version())
        .put("StartedAt", Timestamps.text(worker.startedAt()))
        .put("LastSeenAt", Timestamps.text(worker.seenAt()))
        .put("Slots", worker.slots())
        .put("SlotsBusy", worker.busy());
  }

  private static <T> JsonArray array(Collection<T> all, Function<T, JsonObject> item) {
    return new JsonArray(all.stream().map(item).toList());
  }
}
