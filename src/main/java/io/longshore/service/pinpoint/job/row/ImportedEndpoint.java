package io.longshore.service.pinpoint.job.row;

import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.transfer.dryrun.DryRunColumn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Converts an endpoint of a JSON file to an EndpointRequest with an Id. Unknown members are
 * ignored, and wrong types refused. CSV files are read by {@link CsvEndpoints}.
 */
public final class ImportedEndpoint {

  private static final List<String> TEXTS =
      List.of(
          "Id",
          "Address",
          "ChannelType",
          "CohortId",
          "CreationDate",
          "EffectiveDate",
          "EndpointStatus",
          "OptOut",
          "RequestId");

  private static final List<String> PLACE = List.of("City", "Country", "PostalCode", "Region");
  private static final List<String> COORDINATES = List.of("Latitude", "Longitude");

  private static final Set<String> OBJECTS =
      Set.of("Attributes", "Metrics", "Demographic", "Location", "User", "User.UserAttributes");

  private static final List<String> COLUMNS =
      Stream.of(
              TEXTS.stream(),
              EndpointMerge.DEMOGRAPHIC.stream().map(name -> "Demographic." + name),
              PLACE.stream().map(name -> "Location." + name),
              COORDINATES.stream().map(name -> "Location." + name),
              Stream.of("ApplicationId", "User.UserId"))
          .flatMap(names -> names)
          .toList();

  private static final Set<String> CHANNELS =
      Set.of(
          "PUSH",
          "GCM",
          "APNS",
          "APNS_SANDBOX",
          "APNS_VOIP",
          "APNS_VOIP_SANDBOX",
          "ADM",
          "SMS",
          "VOICE",
          "EMAIL",
          "BAIDU",
          "CUSTOM",
          "IN_APP");

  static final String UNSOUND = "has a NUL or half a surrogate pair, which are no text";

  private static final String USER_ATTRIBUTES = "User.UserAttributes.";

  private static final JsonObject NONE = new JsonObject();

  private ImportedEndpoint() {}

  /**
   * @throws IllegalArgumentException with the reason of the refusal
   */
  public static JsonObject of(JsonObject row) {
    JsonObject sent = new JsonObject();
    TEXTS.forEach(name -> text(sent, row, name, name));
    if (sent.containsKey("ChannelType")) {
      channel(sent.getString("ChannelType"));
    }
    lists(sent, row, "Attributes", "Attributes");
    put(sent, "Metrics", metrics(object(row, "Metrics", "Metrics")));
    put(sent, "Demographic", demographic(object(row, "Demographic", "Demographic")));
    put(sent, "Location", location(object(row, "Location", "Location")));
    put(sent, "User", user(object(row, "User", "User")));
    sound(sent.getMap());
    return sent;
  }

  private static JsonObject metrics(JsonObject row) {
    JsonObject sent = new JsonObject();
    row.forEach(metric -> number(sent, metric, "Metrics." + metric.getKey()));
    return sent;
  }

  private static JsonObject demographic(JsonObject row) {
    JsonObject sent = new JsonObject();
    if (!row.isEmpty()) {
      EndpointMerge.DEMOGRAPHIC.forEach(name -> text(sent, row, name, "Demographic." + name));
    }
    return sent;
  }

  private static JsonObject location(JsonObject row) {
    JsonObject sent = new JsonObject();
    if (!row.isEmpty()) {
      PLACE.forEach(name -> text(sent, row, name, "Location." + name));
      row.stream()
          .filter(entry -> COORDINATES.contains(entry.getKey()))
          .forEach(entry -> number(sent, entry, "Location." + entry.getKey()));
    }
    return sent;
  }

  private static JsonObject user(JsonObject row) {
    JsonObject sent = new JsonObject();
    text(sent, row, "UserId", "User.UserId");
    lists(sent, row, "UserAttributes", "User.UserAttributes");
    return sent;
  }

  private static void put(JsonObject sent, String name, JsonObject part) {
    if (!part.isEmpty()) {
      sent.put(name, part);
    }
  }

  /** The channel of that name; fails when there is none. */
  static String channel(String name) {
    if (!CHANNELS.contains(name)) {
      throw new IllegalArgumentException("ChannelType has no value '" + name + "'");
    }
    return name;
  }

  /** The columns with fixed names. */
  static List<String> columns() {
    return COLUMNS;
  }

  /** Whether a column is the latitude or the longitude. */
  static boolean isCoordinate(String name) {
    return name.startsWith("Location.") && COORDINATES.contains(parts(name)[1]);
  }

  /** Whether a column of that name is one of Pinpoint's. */
  static boolean isColumn(String name) {
    if (TEXTS.contains(name) || name.equals("ApplicationId") || name.equals("User.UserId")) {
      return true;
    }
    String[] parts = parts(name);
    String rest = parts.length == 1 ? "" : parts[1];
    return switch (parts[0]) {
      case "Attributes", "Metrics" -> !rest.isEmpty();
      case "Demographic" -> EndpointMerge.DEMOGRAPHIC.contains(rest);
      case "Location" -> PLACE.contains(rest) || COORDINATES.contains(rest);
      default -> name.startsWith(USER_ATTRIBUTES) && name.length() > USER_ATTRIBUTES.length();
    };
  }

  /** The members of a row with those of the endpoint that they fill, in dot notation. */
  public static List<DryRunColumn> mapped(JsonObject row) {
    List<DryRunColumn> all = new ArrayList<>();
    map(all, "", row);
    return all;
  }

  private static void map(List<DryRunColumn> all, String prefix, JsonObject row) {
    for (Map.Entry<String, Object> member : row) {
      String path = prefix + member.getKey();
      boolean whole = OBJECTS.contains(path);
      if (whole && member.getValue() instanceof JsonObject part) {
        map(all, path + ".", part);
      } else {
        boolean read = whole || isColumn(path) && !path.equals("ApplicationId");
        all.add(new DryRunColumn(path, read ? Optional.of(path) : Optional.empty()));
      }
    }
  }

  /** The parts before and behind the first dot. */
  private static String[] parts(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new String[] {name}
        : new String[] {name.substring(0, dot), name.substring(dot + 1)};
  }

  private static void text(JsonObject sent, JsonObject row, String name, String path) {
    Object value = row.getValue(name);
    if (value instanceof String text) {
      sent.put(name, text);
    } else if (value != null) {
      throw new IllegalArgumentException(path + " must be text");
    }
  }

  private static void number(JsonObject sent, Map.Entry<String, Object> entry, String path) {
    Object value = entry.getValue();
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      sent.put(entry.getKey(), number.doubleValue());
    } else if (value != null) {
      throw new IllegalArgumentException(path + " must be a number");
    }
  }

  private static void lists(JsonObject sent, JsonObject row, String name, String path) {
    JsonObject attributes = new JsonObject();
    for (Map.Entry<String, Object> entry : object(row, name, path)) {
      Object value = entry.getValue();
      if (value instanceof JsonArray || value instanceof String) {
        attributes.put(entry.getKey(), EndpointMerge.values(value));
      } else if (value != null) {
        throw new IllegalArgumentException(path + "." + entry.getKey() + " must be a list of text");
      }
    }
    if (!attributes.isEmpty()) {
      sent.put(name, attributes);
    }
  }

  private static JsonObject object(JsonObject row, String name, String path) {
    Object value = row.getValue(name);
    if (value == null) {
      return NONE;
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException(path + " must be an object");
  }

  /** Texts in the database cannot have a NUL or half a surrogate pair. */
  private static void sound(Object value) {
    if (value instanceof String text && !isSound(text)) {
      throw new IllegalArgumentException(UNSOUND);
    } else if (value instanceof JsonArray list) {
      list.forEach(ImportedEndpoint::sound);
    } else if (value instanceof JsonObject object) {
      sound(object.getMap());
    } else if (value instanceof Map<?, ?> members) {
      members.keySet().forEach(ImportedEndpoint::sound);
      members.values().forEach(ImportedEndpoint::sound);
    } else if (value instanceof List<?> list) {
      list.forEach(ImportedEndpoint::sound);
    }
  }

  static boolean isSound(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
