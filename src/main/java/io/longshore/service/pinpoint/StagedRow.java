package io.longshore.service.pinpoint;

import io.longshore.api.ApiError;
import io.longshore.store.Bucket;
import io.longshore.store.CopyRows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A row of an import as it waits for the switch.
 *
 * @param line of the file, from 1
 * @param key the endpoint's id in lower case; empty where the row names a user only
 * @param whole the endpoint as it will be if there is none of that id; empty where the row can only
 *     change one
 * @param sent what the file has
 */
record StagedRow(long line, Optional<String> key, Optional<EndpointRow> whole, JsonObject sent) {

  /** Members that an endpoint's line has and no row sends, or not by that name. */
  private static final List<String> OWN =
      List.of("ApplicationId", "CohortId", "CreationDate", "Id");

  private static final JsonObject NONE = new JsonObject();

  /** What all rows of a file have in common. */
  record File(EndpointMerge merge, String name, boolean register) {}

  /**
   * @throws IllegalArgumentException with the reason why not
   */
  static StagedRow of(File file, long line, JsonObject sent) {
    if (sent.fieldNames().equals(Set.of("User"))
        && sent.getJsonObject("User").fieldNames().equals(Set.of("UserId"))) {
      return new StagedRow(line, Optional.empty(), Optional.empty(), sent);
    }
    String id = sent.containsKey("Id") ? sent.getString("Id") : fresh(file, line);
    boolean complete = sent.containsKey("Address") && sent.containsKey("ChannelType");
    if (!sent.containsKey("Id") && !complete) {
      throw new IllegalArgumentException(missing(sent));
    }
    try {
      EndpointRules.id(id);
      EndpointRules.request(sent);
      Optional<EndpointRow> whole =
          complete ? Optional.of(row(file, id, sent)) : Optional.<EndpointRow>empty();
      return new StagedRow(line, Optional.of(EndpointStore.key(id)), whole, sent);
    } catch (ApiError refusal) {
      throw new IllegalArgumentException(refusal.getMessage(), refusal);
    }
  }

  private static EndpointRow row(File file, String id, JsonObject sent) {
    JsonObject endpoint = file.merge().merge(id, Optional.empty(), sent);
    // An export that comes back keeps what only the server sets.
    for (String kept : List.of("CohortId", "CreationDate")) {
      if (sent.containsKey(kept)) {
        endpoint.put(kept, sent.getString(kept));
      }
    }
    EndpointRow row = EndpointRow.of(endpoint);
    EndpointRules.whole(endpoint, row.line());
    return row;
  }

  /** The same at every attempt. */
  private static String fresh(File file, long line) {
    String place = file.merge().requestId() + "\n" + file.name() + "\n" + line;
    return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Why the row makes no endpoint. */
  String missing() {
    return missing(sent);
  }

  private static String missing(JsonObject sent) {
    return sent.containsKey("Address") ? "Missing ChannelType" : "Missing Address";
  }

  /** Whether there must be an endpoint of that id already. */
  boolean needsEndpoint() {
    return key.isPresent() && whole.isEmpty();
  }

  /**
   * Writes the row for pinpoint_import_row.
   *
   * @throws IllegalArgumentException when it cannot be stored
   */
  void write(CopyRows rows, File file, UUID job, UUID load, long place, long revision) {
    boolean kept = file.register() && key.isPresent();
    Optional<EndpointRow> row = whole.filter(there -> kept);
    rows.add(job.toString()).add(load.toString()).add(place);
    rows.add(key.map(k -> Short.toString(Bucket.of(k))).orElse(null)).add(key.orElse(null));
    rows.add(row.map(EndpointRow::line).orElse(null));
    rows.add(kept && (whole.isEmpty() || hasEmptyLists()) ? sent.encode() : null);
    rows.add(sent.containsKey("OptOut") ? "t" : "f").add(revision);
    rows.add(
        key.isEmpty()
            ? sent.getJsonObject("User").getString("UserId")
            : row.flatMap(EndpointRow::userId).orElse(null));
    rows.add(row.flatMap(EndpointRow::address).map(String::valueOf).orElse(null));
    rows.add(row.map(EndpointRow::terms).orElse(null));
    rows.add(row.map(r -> r.activeAt().atOffset(ZoneOffset.UTC).toString()).orElse(null));
    rows.add(sent.getString("ChannelType")).end();
  }

  /**
   * What a staged row sends to an endpoint that is there.
   *
   * @param line as staged; null where the row is in {@code sent}
   */
  static JsonObject sent(String line, String sent, boolean opted) {
    if (sent != null) {
      return new JsonObject(sent);
    }
    JsonObject all = new JsonObject(line);
    OWN.forEach(all::remove);
    if (!opted) {
      all.remove("OptOut"); // a default, and no word of the file
    }
    return all;
  }

  private boolean hasEmptyLists() {
    return hasEmpty(sent.getJsonObject("Attributes", NONE))
        || hasEmpty(sent.getJsonObject("User", NONE).getJsonObject("UserAttributes", NONE));
  }

  private static boolean hasEmpty(JsonObject lists) {
    for (Map.Entry<String, Object> entry : lists) {
      if (((JsonArray) entry.getValue()).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
