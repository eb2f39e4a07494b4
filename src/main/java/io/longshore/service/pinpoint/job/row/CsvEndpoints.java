package io.longshore.service.pinpoint.job.row;

import io.longshore.transfer.dryrun.DryRunColumn;
import io.longshore.transfer.read.CsvRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Converts rows of a CSV file to EndpointRequests with an Id. The header has the names of members
 * in dot notation, a repeated name makes a list of values, and an empty value counts as absent. The
 * header is interpreted once for a file. Not thread-safe.
 */
public final class CsvEndpoints {

  private static final String ATTRIBUTES = "Attributes.";
  private static final String METRICS = "Metrics.";
  private static final String USER_ATTRIBUTES = "User.UserAttributes.";

  private static final Set<String> OBJECTS =
      Set.of("Attributes", "Metrics", "Demographic", "Location", "User", "User.UserAttributes");

  private enum Kind {
    TEXT,
    CHANNEL,
    LIST,
    USER_LIST,
    NUMBER,
    PART,
    OBJECT,
    UNSOUND,
    UNKNOWN
  }

  /** A column: the member that has it, and its name there. */
  private record Column(Kind kind, String path, String member, String name) {}

  private List<String> header = List.of();
  private List<Column> columns = List.of();

  /**
   * @throws IllegalArgumentException with the reason of the refusal
   */
  public JsonObject of(CsvRow row) {
    if (row.header() != header) {
      header = row.header();
      columns = CsvNames.of(header).stream().map(CsvEndpoints::column).toList();
    }
    JsonObject sent = new JsonObject();
    for (int i = 0; i < columns.size(); i++) {
      String value = row.values().get(i);
      if (!value.isEmpty()) {
        put(sent, columns.get(i), value);
      }
    }
    return sent;
  }

  /** The columns of a header with the members that they fill. */
  public static List<DryRunColumn> mapped(List<String> header) {
    return header.stream()
        .map(
            written -> {
              String name = CsvNames.name(written);
              boolean read = ImportedEndpoint.isColumn(name) && !name.equals("ApplicationId");
              return new DryRunColumn(written, read ? Optional.of(name) : Optional.empty());
            })
        .toList();
  }

  private static Column column(String path) {
    int dot = path.indexOf('.');
    String member = dot < 0 ? path : path.substring(0, dot);
    return new Column(kind(path), path, member, path.substring(prefix(path, dot)));
  }

  private static int prefix(String path, int dot) {
    return path.startsWith(USER_ATTRIBUTES) ? USER_ATTRIBUTES.length() : dot + 1;
  }

  private static Kind kind(String path) {
    if (!ImportedEndpoint.isSound(path)) {
      return Kind.UNSOUND;
    }
    if (path.equals("ChannelType")) {
      return Kind.CHANNEL;
    }
    if (OBJECTS.contains(path)) {
      return Kind.OBJECT;
    }
    if (path.startsWith(USER_ATTRIBUTES)) {
      return Kind.USER_LIST;
    }
    if (path.startsWith(ATTRIBUTES)) {
      return Kind.LIST;
    }
    if (path.startsWith(METRICS) || ImportedEndpoint.isCoordinate(path)) {
      return Kind.NUMBER;
    }
    if (!ImportedEndpoint.isColumn(path) || path.equals("ApplicationId")) {
      return Kind.UNKNOWN;
    }
    return path.indexOf('.') < 0 ? Kind.TEXT : Kind.PART;
  }

  private static void put(JsonObject sent, Column column, String value) {
    if (column.kind() == Kind.UNSOUND || value.indexOf(0) >= 0) {
      throw new IllegalArgumentException(ImportedEndpoint.UNSOUND);
    }
    switch (column.kind()) {
      case TEXT -> sent.put(column.name(), value);
      case CHANNEL -> sent.put(column.name(), ImportedEndpoint.channel(value));
      case LIST -> add(part(sent, column.member()), column.name(), value);
      case USER_LIST -> add(part(part(sent, "User"), "UserAttributes"), column.name(), value);
      case NUMBER -> part(sent, column.member()).put(column.name(), number(column.path(), value));
      case PART -> part(sent, column.member()).put(column.name(), value);
      case OBJECT -> throw new IllegalArgumentException(column.path() + " must be an object");
      case UNKNOWN, UNSOUND -> {} // ignored, and refused before
    }
  }

  private static void add(JsonObject attributes, String name, String value) {
    JsonArray values = attributes.getJsonArray(name);
    if (values == null) {
      attributes.put(name, new JsonArray().add(value));
    } else {
      values.add(value);
    }
  }

  private static Double number(String path, String value) {
    try {
      Double number = Double.valueOf(value);
      if (!number.isNaN() && !number.isInfinite()) {
        return number;
      }
    } catch (NumberFormatException none) {
      // as what is no finite number
    }
    throw new IllegalArgumentException(path + " must be a number, was '" + value + "'");
  }

  private static JsonObject part(JsonObject whole, String name) {
    JsonObject part = whole.getJsonObject(name);
    if (part == null) {
      part = new JsonObject();
      whole.put(name, part);
    }
    return part;
  }
}
