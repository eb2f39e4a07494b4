package io.longshore.service.personalize.event;

import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.record.PropertiesParser;
import io.longshore.service.personalize.schema.RecordSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An event of a request.
 *
 * @param user null when the request has none
 * @param cells without the user
 */
record InteractionEvent(
    String session, String user, Optional<String> eventId, Map<String, String> cells) {

  private static final BigDecimal LATEST = new BigDecimal("253402300799"); // the year 9999
  private static final String ANYBODY = "anybody";

  /** Members that the properties may repeat, whether or not the schema has such a field. */
  private static final Set<String> MEMBERS = Set.of("itemId", "eventValue");

  /** An event of PutEvents. */
  static InteractionEvent of(RecordSchema schema, String session, String user, JsonObject sent) {
    PropertiesParser properties = new PropertiesParser(schema);
    Map<String, String> cells = properties.read(sent.getString("properties"), MEMBERS);
    cells.put("TIMESTAMP", seconds(sent.getValue("sentAt"), "sentAt"));
    put(cells, "ITEM_ID", sent.getString("itemId"));
    put(cells, "EVENT_VALUE", text(sent.getValue("eventValue")));
    JsonObject source = sent.getJsonObject("metricAttribution", new JsonObject());
    put(cells, "EVENT_ATTRIBUTION_SOURCE", source.getString("eventAttributionSource"));
    return checked(properties, session, user, sent, cells);
  }

  /** An event of PutActionInteractions. */
  static InteractionEvent ofAction(RecordSchema schema, JsonObject sent) {
    PropertiesParser properties = new PropertiesParser(schema);
    Map<String, String> cells = properties.read(sent.getString("properties"), Set.of());
    cells.put("TIMESTAMP", seconds(sent.getValue("timestamp"), "timestamp"));
    put(cells, "ACTION_ID", sent.getString("actionId"));
    return checked(properties, sent.getString("sessionId"), sent.getString("userId"), sent, cells);
  }

  private static InteractionEvent checked(
      PropertiesParser properties,
      String session,
      String user,
      JsonObject sent,
      Map<String, String> cells) {
    put(cells, "EVENT_TYPE", sent.getString("eventType"));
    put(cells, "RECOMMENDATION_ID", sent.getString("recommendationId"));
    List<String> impression =
        sent.getJsonArray("impression", new JsonArray()).stream().map(String.class::cast).toList();
    impression.forEach(item -> put(cells, "IMPRESSION", properties.checked("IMPRESSION", item)));
    cells.put("USER_ID", user == null ? ANYBODY : user);
    properties.checked(cells);
    cells.remove("USER_ID");
    if (!impression.isEmpty()) { // together they may be longer than a value of a file
      cells.put("IMPRESSION", String.join("|", impression));
    }
    return new InteractionEvent(
        session, user, Optional.ofNullable(sent.getString("eventId")), cells);
  }

  /** The same, of that user. */
  static DataRecord record(RecordSchema schema, String user, Map<String, String> cells) {
    cells.put("USER_ID", user);
    return DataRecord.of(schema, cells);
  }

  private static void put(Map<String, String> cells, String name, String value) {
    if (value != null) {
      cells.put(name, value);
    }
  }

  private static String text(Object number) {
    return number == null ? null : new BigDecimal(number.toString()).toString();
  }

  private static String seconds(Object number, String member) {
    BigDecimal seconds = new BigDecimal(number.toString()).setScale(0, RoundingMode.FLOOR);
    if (seconds.signum() < 0 || seconds.compareTo(LATEST) > 0) {
      throw PropertiesParser.invalid(member + " must be seconds since 1970");
    }
    return seconds.toString();
  }
}
