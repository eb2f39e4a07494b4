package io.longshore.operator.overview;

import io.longshore.api.Call;
import io.longshore.api.Finding;
import io.longshore.api.ServiceResponse;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.history.JobPaceStore;
import io.longshore.engine.history.OverviewStore;
import io.longshore.engine.history.OverviewStore.DueTask;
import io.longshore.engine.history.OverviewStore.FailedJob;
import io.longshore.engine.history.OverviewStore.Failures;
import io.longshore.engine.history.OverviewStore.JobCounts;
import io.longshore.engine.history.OverviewStore.Moment;
import io.longshore.engine.history.RunningWorker;
import io.longshore.engine.history.TaskLimitStore;
import io.longshore.engine.history.WaitReason;
import io.longshore.engine.history.WaitReasonStore;
import io.longshore.engine.history.WorkerStore;
import io.longshore.operator.AccountScope;
import io.longshore.service.QuotaCounts;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
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

  private static final Duration FINDINGS_KEPT = Duration.ofSeconds(30);

  private final OverviewStore overview;
  private final JobPaceStore paces;
  private final WorkerStore workers;
  private final WaitReasonStore waits;
  private final NearQuotas quotas;
  private final RecentResult<List<Finding>> findings;
  private final AccountScope scope;

  /**
   * @param quotas of each service
   */
  public Overview(ServiceDependencies dependencies, List<QuotaCounts> quotas, AccountScope scope) {
    Postgres postgres = dependencies.postgres();
    WorkerConfig config = dependencies.config().worker();
    this.overview = new OverviewStore(postgres);
    this.paces = new JobPaceStore(postgres);
    this.workers = new WorkerStore(postgres);
    this.waits = new WaitReasonStore(postgres, config.perAccount(), config.perType());
    this.quotas = new NearQuotas(quotas, new TaskLimitStore(postgres), config);
    this.findings = new RecentResult<>(dependencies.findings(), FINDINGS_KEPT, System::nanoTime);
    this.scope = scope;
  }

  public Future<ServiceResponse> get(Call call) {
    boolean all = scope.isOperator(call.principal());
    Optional<String> account = scope.of(call);
    List<Future<JsonObject>> parts = new ArrayList<>();
    parts.add(overview.moment(account).map(Overview::moment));
    parts.add(overview.jobs(account).map(jobs -> member("Jobs", array(jobs, Overview::counts))));
    parts.add(overview.failures(account, MOST_FAILURES).map(Overview::failures));
    parts.add(paces.ofAll(account).map(PaceDescription::json));
    parts.add(workers.live().map(live -> replicas(live, all)));
    parts.add(
        overview
            .oldestDue(account)
            .compose(this::withReason)
            .map(due -> member("OldestDueTask", due)));
    parts.add(quotas.of(account).map(near -> member("Quotas", near)));
    if (all) {
      parts.add(findings.get().map(found -> member("Findings", found.map(Overview::findings))));
    }
    return Future.all(parts)
        .map(
            read -> {
              JsonObject body = new JsonObject();
              read.<JsonObject>list().forEach(body::mergeIn);
              return ServiceResponse.ok(body);
            });
  }

  private static JsonObject member(String name, Object value) {
    return new JsonObject().put(name, value);
  }

  /** Without the member if the value is not known. */
  private static JsonObject member(String name, Optional<?> value) {
    return value.map(known -> member(name, (Object) known)).orElse(new JsonObject());
  }

  private static JsonObject moment(Moment moment) {
    return new JsonObject()
        .put("Time", Timestamps.text(moment.now()))
        .put("SlotsBusy", moment.busy());
  }

  private static JsonObject failures(Failures failures) {
    return new JsonObject()
        .put("FailedJobs", failures.all())
        .put("Failures", array(failures.newest(), Overview::failure));
  }

  private static JsonObject replicas(List<RunningWorker> live, boolean all) {
    JsonObject json = new JsonObject();
    if (!live.isEmpty()) {
      json.put("Slots", live.stream().mapToLong(RunningWorker::slots).sum());
    }
    return all ? json.put("Replicas", array(live, Overview::replica)) : json;
  }

  private static JsonArray findings(List<Finding> found) {
    return array(
        found,
        each -> {
          JsonObject json =
              new JsonObject()
                  .put("Check", each.check())
                  .put("Severity", each.severity().name())
                  .put("Message", each.message());
          each.advice().ifPresent(advice -> json.put("Advice", advice));
          return json;
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
