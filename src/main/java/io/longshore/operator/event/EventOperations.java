package io.longshore.operator.event;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.config.event.EventTargetConfig;
import io.longshore.events.admin.DeliveryListStore;
import io.longshore.events.admin.DeliveryListStore.Filter;
import io.longshore.events.admin.ListedDelivery;
import io.longshore.events.admin.TargetStatus;
import io.longshore.events.admin.TargetStatusStore;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.operator.OperatorLists;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Shows targets of events and deliveries, and has them tried again. An account has access to the
 * targets that are configured with it, an operator to all.
 */
public final class EventOperations {

  private final TargetStatusStore targets;
  private final DeliveryListStore deliveries;
  private final AccountScope scope;
  private final Duration retryFor;
  private final Map<String, EventTargetConfig> configured;

  public EventOperations(ServiceDependencies dependencies, AccountScope scope) {
    this.targets = new TargetStatusStore(dependencies.postgres());
    this.deliveries = new DeliveryListStore(dependencies.postgres());
    this.scope = scope;
    this.retryFor = dependencies.config().events().retryFor();
    this.configured = dependencies.config().events().targets();
  }

  public Future<ServiceResponse> listTargets(Call call) {
    return targets.all(scope.of(call)).map(this::shown);
  }

  private ServiceResponse shown(List<TargetStatus> found) {
    JsonArray all = new JsonArray();
    found.forEach(target -> all.add(shown(target)));
    return ServiceResponse.ok(new JsonObject().put("Targets", all));
  }

  private JsonObject shown(TargetStatus target) {
    JsonObject shown =
        new JsonObject()
            .put("Name", target.name())
            .put("State", state(target))
            .put("Since", Timestamps.text(target.since()))
            .put("FailuresInRow", target.failures())
            .put("Pending", target.waiting())
            .put("OldestPendingSeconds", target.ageSeconds())
            .put("Dead", target.dead());
    target.account().ifPresent(account -> shown.put("Account", account));
    target.pauseUntil().ifPresent(at -> shown.put("PausedUntil", Timestamps.text(at)));
    target.lastError().ifPresent(error -> shown.put("LastError", error));
    target.lastErrorAt().ifPresent(at -> shown.put("LastErrorAt", Timestamps.text(at)));
    target.disabledAt().ifPresent(at -> shown.put("DisabledAt", Timestamps.text(at)));
    target.disabledReason().ifPresent(reason -> shown.put("DisabledReason", reason));
    Optional.ofNullable(configured.get(target.name()))
        .ifPresent(config -> shown.mergeIn(shown(config)));
    return shown;
  }

  /** What the configuration of this replica says of the target; without its address and secrets. */
  private static JsonObject shown(EventTargetConfig config) {
    JsonObject shown =
        new JsonObject()
            .put("Type", config.kind())
            .put("Format", config.format().orElse(EventTargetConfig.EVENTBRIDGE));
    config.pattern().ifPresent(pattern -> shown.put("Pattern", pattern));
    return shown;
  }

  private static String state(TargetStatus target) {
    if (target.disabledAt().isPresent()) {
      return "DISABLED";
    }
    return target.pauseUntil().isPresent() ? "PAUSED" : "ENABLED";
  }

  public Future<ServiceResponse> listDeliveries(Call call) {
    Filter filter =
        new Filter(
            scope.of(call),
            Optional.ofNullable(call.parameter("target")),
            Optional.ofNullable(call.parameter("status")));
    ListPage page = OperatorLists.PAGING.page(call, filter.toString());
    return deliveries
        .list(filter, page.after().map(Long::valueOf), page.limit())
        .map(
            found ->
                page.answer(
                    "Deliveries",
                    found,
                    EventOperations::shown,
                    delivery -> Long.toString(delivery.seq())));
  }

  private static JsonObject shown(ListedDelivery delivery) {
    JsonObject shown =
        new JsonObject()
            .put("Target", delivery.target())
            .put("EventId", delivery.event().toString())
            .put("Account", delivery.account())
            .put("Source", delivery.source())
            .put("DetailType", delivery.detailType())
            .put("Time", Timestamps.text(delivery.at()))
            .put("Status", delivery.status())
            .put("Attempts", delivery.attempts());
    delivery.job().ifPresent(job -> shown.put("JobId", job.toString()));
    delivery.nextTry().ifPresent(at -> shown.put("NextTryAt", Timestamps.text(at)));
    delivery.triedAt().ifPresent(at -> shown.put("TriedAt", Timestamps.text(at)));
    delivery.endedAt().ifPresent(at -> shown.put("EndedAt", Timestamps.text(at)));
    delivery.lastError().ifPresent(error -> shown.put("LastError", error));
    return shown;
  }

  /** Has one delivery tried now, whatever became of it. */
  public Future<ServiceResponse> resend(Call call) {
    String target = call.parameter("target");
    String event = call.parameter("eventId");
    return deliveries
        .resend(target, UUID.fromString(event), scope.of(call), retryFor)
        .map(
            found -> {
              if (!found) {
                throw OperatorError.RESOURCE_NOT_FOUND.because(
                    "There is no delivery of the event %s to the target %s"
                        .formatted(event, target));
              }
              return ServiceResponse.ok(
                  new JsonObject()
                      .put("Target", target)
                      .put("EventId", event)
                      .put("Status", "PENDING"));
            });
  }

  /** Has the dead letters of a target tried again, ten thousand at most. */
  public Future<ServiceResponse> redrive(Call call) {
    String target = call.parameter("target");
    return deliveries
        .redrive(target, scope.of(call), retryFor)
        .map(count -> count.orElseThrow(() -> unknown(target)))
        .map(
            count ->
                ServiceResponse.ok(
                    new JsonObject()
                        .put("Target", target)
                        .put("Redriven", count)
                        .put("MoreDead", count == DeliveryListStore.MOST_REDRIVEN)));
  }

  /** Enables a target, and ends its pause. */
  public Future<ServiceResponse> enable(Call call) {
    String target = call.parameter("target");
    return targets
        .enable(target, scope.of(call))
        .map(
            found -> {
              if (!found) {
                throw unknown(target);
              }
              return ServiceResponse.ok(
                  new JsonObject().put("Target", target).put("State", "ENABLED"));
            });
  }

  private static ApiError unknown(String target) {
    return OperatorError.RESOURCE_NOT_FOUND.because("There is no target of events named " + target);
  }
}
