package io.longshore.service.pinpoint.event;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.BatchMeter;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointTimestamps;
import io.longshore.service.pinpoint.endpoint.EndpointStore;
import io.longshore.service.pinpoint.endpoint.EndpointWriteBatches;
import io.longshore.service.pinpoint.endpoint.EndpointWrites;
import io.longshore.service.pinpoint.endpoint.EndpointWrites.Item;
import io.longshore.service.pinpoint.event.EventStore.Event;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The operation PutEvents. Each endpoint and each event of a call is accepted or refused by itself.
 * An event that is sent twice is stored once.
 */
public final class PinpointEvents {

  private static final int MOST_ITEMS = 100;
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int LONGEST_TYPE = 50;
  private static final int LONGEST_ID = 255;
  private static final int MOST_NAMES = 40;
  private static final int LONGEST_NAME = 50;
  private static final int LONGEST_VALUE = 200;
  private static final JsonObject NONE = new JsonObject();

  private final EndpointWriteBatches endpoints;
  private final EventBatches events;
  private final InstantSource clock;

  /**
   * @param meter measures calls that are written together
   */
  public PinpointEvents(
      EndpointWriteBatches endpoints, EventStore events, InstantSource clock, BatchMeter meter) {
    this.endpoints = endpoints;
    this.events = new EventBatches(events, meter);
    this.clock = clock;
  }

  /**
   * Endpoints and events are stored side by side, each with others that arrive at the same time.
   */
  public Future<ServiceResponse> put(Call call) {
    JsonObject batch = call.body().getJsonObject("BatchItem");
    bounded(batch);
    Instant now = clock.instant();
    List<Event> accepted = new ArrayList<>();
    JsonObject results = new JsonObject();
    List<Future<?>> writes = new ArrayList<>();
    for (Map.Entry<String, Object> entry : batch) {
      String id = entry.getKey();
      JsonObject item = (JsonObject) entry.getValue();
      JsonObject told = sorted(id, item.getJsonObject("Events"), now, accepted);
      results.put(id, told);
      writes.add(
          endpoint(call, id, item.getJsonObject("Endpoint"))
              .onSuccess(what -> told.put("EndpointItemResponse", what)));
    }
    writes.add(events.insert(call, accepted));
    return Future.join(writes)
        .map(done -> ServiceResponse.accepted(new JsonObject().put("Results", results)));
  }

  /** Updates an endpoint; the response's item for it. */
  private Future<JsonObject> endpoint(Call call, String id, JsonObject sent) {
    Item item = new Item("", id, sent);
    try {
      EndpointWrites.check(item);
    } catch (ApiError refusal) {
      return Future.succeededFuture(refused(refusal));
    }
    return endpoints
        .write(call, item)
        .map(done -> said(202, "Accepted"))
        .recover(
            failure ->
                failure instanceof ApiError refusal
                    ? Future.succeededFuture(refused(refusal))
                    : Future.failedFuture(failure));
  }

  /** Collects the valid events; the response's items for all. */
  private static JsonObject sorted(
      String endpoint, JsonObject sent, Instant now, List<Event> accepted) {
    JsonObject told = new JsonObject();
    for (Map.Entry<String, Object> entry : sent) {
      JsonObject event = (JsonObject) entry.getValue();
      try {
        check(entry.getKey(), event);
        accepted.add(new Event(EndpointStore.key(endpoint), entry.getKey(), event.encode(), now));
        told.put(entry.getKey(), said(202, "Accepted"));
      } catch (ApiError refusal) {
        told.put(entry.getKey(), refused(refusal));
      }
    }
    return new JsonObject().put("EventsItemResponse", told);
  }

  private static void check(String id, JsonObject event) {
    String type = event.getString("EventType");
    if (id.isBlank() || id.length() > LONGEST_ID) {
      throw PinpointError.BAD_REQUEST.because("An event's id must have 1 to 255 characters");
    }
    if (type.isBlank() || type.length() > LONGEST_TYPE) {
      throw PinpointError.BAD_REQUEST.because("EventType must have 1 to 50 characters");
    }
    if (PinpointTimestamps.parse(event.getString("Timestamp")).isEmpty()) {
      throw PinpointError.BAD_REQUEST.because(
          "Timestamp must be a moment in ISO 8601, was '" + event.getString("Timestamp") + "'");
    }
    attributes(event.getJsonObject("Attributes", NONE));
    metrics(event.getJsonObject("Metrics", NONE));
  }

  /** Limits of the developer guide, refused in AWS's words, which users search for. */
  private static void attributes(JsonObject attributes) {
    if (attributes.size() > MOST_NAMES) {
      throw PinpointError.BAD_REQUEST.because(
          "Number of attributes per event submitted should be less than 40.");
    }
    for (Map.Entry<String, Object> attribute : attributes) {
      if (isLonger(attribute.getKey(), LONGEST_NAME)) {
        throw PinpointError.BAD_REQUEST.because(
            "Event attribute key length should be less than 50.");
      }
      if (attribute.getValue() instanceof String value && isLonger(value, LONGEST_VALUE)) {
        throw PinpointError.BAD_REQUEST.because(
            "Event attribute value length should be less than 200.");
      }
    }
  }

  private static void metrics(JsonObject metrics) {
    if (metrics.size() > MOST_NAMES) {
      throw PinpointError.BAD_REQUEST.because(
          "Number of metrics per event submitted should be less than 40.");
    }
    if (metrics.fieldNames().stream().anyMatch(name -> isLonger(name, LONGEST_NAME))) {
      throw PinpointError.BAD_REQUEST.because("Event metric key length should be less than 50.");
    }
  }

  private static boolean isLonger(String text, int characters) {
    return text.codePointCount(0, text.length()) > characters;
  }

  private static void bounded(JsonObject batch) {
    int count =
        batch.stream()
            .mapToInt(item -> ((JsonObject) item.getValue()).getJsonObject("Events").size())
            .sum();
    if (batch.isEmpty() || batch.size() > MOST_ITEMS || count > MOST_ITEMS) {
      throw PinpointError.BAD_REQUEST.because(
          "BatchItem must have 1 to 100 endpoints with at most 100 events together, has "
              + batch.size()
              + " with "
              + count);
    }
    int bytes = batch.toBuffer().length();
    if (bytes > MOST_BYTES) {
      throw PinpointError.PAYLOAD_TOO_LARGE.because(
          "The events have " + bytes + " bytes, the limit is 4 MB");
    }
  }

  private static JsonObject refused(ApiError refusal) {
    return said(refusal.code().status(), refusal.getMessage());
  }

  private static JsonObject said(int status, String message) {
    return new JsonObject().put("Message", message).put("StatusCode", status);
  }
}
