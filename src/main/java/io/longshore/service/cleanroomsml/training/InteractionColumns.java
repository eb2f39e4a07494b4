package io.longshore.service.cleanroomsml.training;

import io.longshore.job.PermanentFailure;
import io.longshore.service.cleanroomsml.JsonId;
import io.longshore.transfer.read.CsvRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The columns of a training table with the user, the item and the time, and the time window of its
 * rows.
 *
 * @param all the schema's columns, which a file's header must have
 * @param from the window's first second since 1970, and {@code to} its last
 */
public record InteractionColumns(
    List<String> all, String user, String item, String timestamp, long from, long to) {

  private static final int LONGEST = 512; // a user is part of a key, which has 2,704 bytes

  /** An interaction of a user with an item. */
  record Interaction(String user, String item) {}

  /**
   * The columns of a training job.
   *
   * @param spec its {@code schema}, {@code windowStart} and {@code windowEnd}
   */
  public static InteractionColumns of(JsonObject spec) {
    JsonArray schema = spec.getJsonArray("schema");
    List<String> all =
        schema.stream().map(column -> ((JsonObject) column).getString("columnName")).toList();
    return new InteractionColumns(
        all,
        column(schema, "USER_ID"),
        column(schema, "ITEM_ID"),
        column(schema, "TIMESTAMP"),
        spec.getLong("windowStart", Long.MIN_VALUE),
        spec.getLong("windowEnd", Long.MAX_VALUE));
  }

  private static String column(JsonArray schema, String type) {
    List<String> found =
        schema.stream()
            .map(JsonObject.class::cast)
            .filter(column -> column.getJsonArray("columnTypes").contains(type))
            .map(column -> column.getString("columnName"))
            .toList();
    if (found.size() != 1) {
      throw new PermanentFailure(
          "The training dataset's schema must have one column of type %s, and has %d"
              .formatted(type, found.size()));
    }
    return found.get(0);
  }

  /** The positions of the columns in a file with this header. */
  Positions in(List<String> header) {
    all.forEach(column -> position(header, column));
    return new Positions(
        position(header, user), position(header, item), position(header, timestamp));
  }

  /** Ignores case, because Glue has names in lower case only. */
  private static int position(List<String> header, String column) {
    for (int at = 0; at < header.size(); at++) {
      if (header.get(at).equalsIgnoreCase(column)) {
        return at;
      }
    }
    throw new PermanentFailure(
        "The schema names the column '%s', which the file's header has not; it has %s"
            .formatted(column, String.join(", ", header.subList(0, Math.min(100, header.size())))));
  }

  /** Columns of a CSV file, from 0. */
  record Positions(int user, int item, int timestamp) {}

  /** The row's interaction; empty when it is outside of the time window. */
  Optional<Interaction> interaction(CsvRow row, Positions at) {
    return interaction(
        row.values().get(at.user()), row.values().get(at.item()), row.values().get(at.timestamp()));
  }

  /** The same for a row in JSON. */
  Optional<Interaction> interaction(JsonObject row) {
    return interaction(text(row, user), text(row, item), time(row, timestamp));
  }

  private Optional<Interaction> interaction(String who, String what, String when) {
    id(user, who);
    id(item, what);
    long second = second(when);
    return second < from || second > to
        ? Optional.empty()
        : Optional.of(new Interaction(who, what));
  }

  private static void id(String column, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(column + " is empty");
    }
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException(column + " is longer than " + LONGEST + " characters");
    }
    if (value.indexOf(0) >= 0) {
      throw new IllegalArgumentException(column + " holds the character NUL");
    }
  }

  private long second(String when) {
    long second =
        TableTimestamp.second(when)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s must be a whole number of seconds since 1970, was '%.40s'; or a timestamp such as 2023-11-14 10:00:00"
                            .formatted(timestamp, when)));
    if (second > TableTimestamp.LATEST) {
      throw new IllegalArgumentException(
          "%s is after the year 9999 in seconds since 1970, was '%.40s': are these milliseconds?"
              .formatted(timestamp, when));
    }
    return second;
  }

  private static String text(JsonObject row, String column) {
    return JsonId.text(JsonId.member(row, column))
        .orElseThrow(
            () -> new IllegalArgumentException(column + " must be a string or a whole number"));
  }

  private static String time(JsonObject row, String column) {
    Object value = JsonId.member(row, column);
    return value instanceof Double number && Double.isFinite(number)
        ? BigDecimal.valueOf(number).toPlainString()
        : text(row, column);
  }
}
