package io.longshore.operator.overview;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.longshore.api.QuotaUse;
import io.longshore.config.WorkerConfig;
import io.longshore.engine.history.TaskLimitStore;
import io.longshore.engine.history.TaskLimitStore.RunningTasks;
import io.longshore.service.QuotaCounts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The quotas of which at least four fifths are used: those of the services, and the limits of
 * running tasks. Counted at most every ten seconds for an account.
 */
final class NearQuotas {

  private static final double NEAR = 0.8;
  private static final Duration KEPT = Duration.ofSeconds(10);
  private static final int MOST_ACCOUNTS = 1_000;

  private final List<QuotaCounts> services;
  private final TaskLimitStore tasks;
  private final WorkerConfig limits;
  private final Cache<Optional<String>, RecentResult<JsonArray>> recent =
      Caffeine.newBuilder().maximumSize(MOST_ACCOUNTS).build();

  NearQuotas(List<QuotaCounts> services, TaskLimitStore tasks, WorkerConfig limits) {
    this.services = List.copyOf(services);
    this.tasks = tasks;
    this.limits = limits;
  }

  /**
   * The contract's Quotas; empty when they are not known in time.
   *
   * @param account only what this account uses; empty for the accounts that use most
   */
  Future<Optional<JsonArray>> of(Optional<String> account) {
    return recent
        .get(account, key -> new RecentResult<>(() -> count(key), KEPT, System::nanoTime))
        .get();
  }

  private Future<JsonArray> count(Optional<String> account) {
    List<Future<List<JsonObject>>> counts = new ArrayList<>();
    services.forEach(service -> counts.add(service.highest(account).map(NearQuotas::near)));
    if (limits.perAccount() > 0) {
      counts.add(tasks.byAccount(account, least(limits.perAccount())).map(this::ofAccounts));
    }
    if (limits.perType() > 0 && account.isEmpty()) {
      counts.add(tasks.byType(least(limits.perType())).map(this::ofTypes));
    }
    return Future.all(counts)
        .map(
            all -> {
              JsonArray quotas = new JsonArray();
              all.<List<JsonObject>>list().forEach(some -> some.forEach(quotas::add));
              return quotas;
            });
  }

  private static long least(long limit) {
    return Math.max(1, (long) Math.ceil(limit * NEAR));
  }

  private static List<JsonObject> near(List<QuotaUse> uses) {
    return uses.stream()
        .filter(use -> use.used() >= least(use.limit()))
        .map(
            use -> {
              JsonObject json =
                  quota(use.quota(), use.used(), use.limit()).put("Service", use.service());
              use.account().ifPresent(account -> json.put("Account", account));
              return json;
            })
        .toList();
  }

  private List<JsonObject> ofAccounts(List<RunningTasks> running) {
    return running.stream()
        .map(
            each ->
                quota("worker.perAccount", each.tasks(), limits.perAccount())
                    .put("Account", each.name()))
        .toList();
  }

  private List<JsonObject> ofTypes(List<RunningTasks> running) {
    return running.stream()
        .map(
            each ->
                quota("worker.perType of " + each.name(), each.tasks(), limits.perType())
                    .put("Service", each.name().substring(0, each.name().indexOf('.'))))
        .toList();
  }

  private static JsonObject quota(String name, long used, long limit) {
    return new JsonObject().put("Name", name).put("Used", used).put("Limit", limit);
  }
}
