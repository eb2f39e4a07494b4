package io.longshore.service.personalize.event;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.BatchMeter;
import io.longshore.config.PersonalizeConfig;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.event.InteractionBatches.Kind;
import io.longshore.service.personalize.event.InteractionBatches.Sent;
import io.longshore.service.personalize.event.StreamTargets.Target;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The operations that put events. What becomes of the events is up to {@link InteractionWrites}.
 */
public final class InteractionEvents {

  private static final int MOST_EVENT_BYTES = 10 * 1024;

  private final InteractionBatches batches;
  private final PersonalizeConfig limits;

  /**
   * @param meter measures calls that are written together
   */
  public InteractionEvents(
      Postgres postgres,
      StreamTargets targets,
      RecordStore records,
      PersonalizeConfig limits,
      BatchMeter meter) {
    this.batches = new InteractionBatches(targets, new InteractionWrites(postgres, records), meter);
    this.limits = limits;
  }

  public Future<ServiceResponse> put(Call call) {
    JsonArray sent = call.body().getJsonArray("eventList");
    sent.forEach(each -> requireSmall((JsonObject) each));
    return put(Kind.INTERACTIONS, call, sent, InteractionEvents::event);
  }

  private static InteractionEvent event(Target target, Call call, JsonObject sent) {
    return InteractionEvent.of(
        target.schema(), call.body().getString("sessionId"), call.body().getString("userId"), sent);
  }

  private void requireSmall(JsonObject event) {
    int bytes = limits.quotas() ? event.toBuffer().length() : 0;
    if (bytes > MOST_EVENT_BYTES) {
      throw PersonalizeError.INVALID_INPUT.because(
          "An event has %d bytes, the most that one may have are %d."
              .formatted(bytes, MOST_EVENT_BYTES));
    }
  }

  public Future<ServiceResponse> putActionInteractions(Call call) {
    return put(
        Kind.ACTIONS,
        call,
        call.body().getJsonArray("actionInteractions"),
        (target, by, sent) -> InteractionEvent.ofAction(target.schema(), sent));
  }

  /** Makes an event of what a call sends. */
  private interface Parser {
    InteractionEvent event(Target target, Call call, JsonObject sent);
  }

  private Future<ServiceResponse> put(Kind kind, Call call, JsonArray sent, Parser parser) {
    int characters =
        sent.stream()
            .mapToInt(each -> ((JsonObject) each).getString("properties", "").length())
            .sum();
    return batches
        .put(
            kind,
            new Sent(
                call,
                characters,
                target ->
                    sent.stream()
                        .map(each -> parser.event(target, call, (JsonObject) each))
                        .toList()))
        .map(ServiceResponse.of(200, null));
  }
}
