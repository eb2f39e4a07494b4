package io.longshore.service.dataexchange.event;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.dataset.DataSets;
import io.longshore.service.dataexchange.job.DataJobRequest;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operation SendDataSetNotification: stores the notification and tells of it by an event. */
public final class Notifications {

  private static final Logger log = LoggerFactory.getLogger(Notifications.class);

  /** The member of Details for a type; DATA_DELAY has none. */
  private static final Map<String, String> DETAILS =
      Map.of(
          "DATA_UPDATE", "DataUpdate",
          "DEPRECATION", "Deprecation",
          "SCHEMA_CHANGE", "SchemaChange");

  private final Postgres postgres;
  private final DataSets sets;
  private final NotificationStore notifications;
  private final InstantSource clock;

  public Notifications(
      Postgres postgres, DataSets sets, NotificationStore notifications, InstantSource clock) {
    this.postgres = postgres;
    this.sets = sets;
    this.notifications = notifications;
    this.clock = clock;
  }

  public Future<ServiceResponse> send(Call call) {
    JsonObject body = call.body();
    String type = body.getString("Type");
    JsonObject details = body.getJsonObject("Details", new JsonObject());
    String wanted = DETAILS.getOrDefault(type, "");
    if (details.fieldNames().stream()
        .anyMatch(name -> DETAILS.containsValue(name) && !name.equals(wanted))) {
      throw DataJobRequest.invalid(
          "Details", "must have " + (wanted.isEmpty() ? "no member" : wanted) + " for " + type);
    }
    boolean required = type.equals("DEPRECATION") || type.equals("SCHEMA_CHANGE");
    if (required && !details.containsKey(wanted)) {
      throw DataJobRequest.invalid("Details." + wanted, "is required for " + type);
    }
    Optional<String> token = Optional.ofNullable(body.getString("ClientToken"));
    return sets.owned(call)
        .compose(set -> postgres.transactOnce(call, tx -> recorded(tx, set, token, body)));
  }

  private Future<ServiceResponse> recorded(
      Transaction tx, DataSet set, Optional<String> token, JsonObject body) {
    return notifications
        .insert(tx, set, token, body, clock.instant())
        .onSuccess(recorded -> log(set, body.getString("Type"), recorded))
        .compose(
            recorded ->
                recorded
                    ? DataSetEvents.notified(tx, set.source(), body)
                    : Future.succeededFuture())
        .map(told -> ServiceResponse.accepted(new JsonObject()));
  }

  private static void log(DataSet set, String type, boolean recorded) {
    log.info("notification dataSet={} type={} new={}", set.id(), type, recorded);
  }
}
