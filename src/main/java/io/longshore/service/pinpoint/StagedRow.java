package io.longshore.service.pinpoint;

import io.longshore.api.ApiError;
import io.longshore.store.Bucket;
import io.longshore.store.CopyRows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of an import as it waits for the switch.
 *
 * @param line of the file, from 1
 * @param key the endpoint's id in lower case; empty where the row names a user only
 * @param whole the endpoint as it will be if there is none of that id; empty where the row can only
 *     change one
 * @param sent what the file has
 * @param removesLists whether it has a list of no values, which takes an attribute away
 */
record StagedRow(
    long line,
    Optional<String> key,
    Optional<EndpointRow> whole,
    JsonObject sent,
    boolean removesLists) {

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
    if (sent.size() == 1 && sent.containsKey("User") && isUserId(sent.getJsonObject("User"))) {
      return new StagedRow(line, Optional.empty(), Optional.empty(), sent, false);
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
      Optional<String> key = Optional.of(EndpointStore.key(id));
      return new StagedRow(line, key, whole, sent, hasEmptyLists(sent));
    } catch (ApiError refusal) {
      throw new IllegalArgumentException(refusal.getMessage(), refusal);
    }
  }

  private static boolean isUserId(JsonObject user) {
    return user.size() == 1 && user.containsKey("UserId");
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

  /** The user that the row names. */
  Optional<String> userId() {
    return Optional.ofNullable(sent.getJsonObject("User", NONE).getString("UserId"));
  }

  /** About how many bytes the row would add to an endpoint. */
  int length() {
    return whole.isPresent() ? whole.get().line().length() : sent.encode().length();
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
    rows.add(kept && (whole.isEmpty() || removesLists) ? sent.encode() : null);
    rows.add(sent.containsKey("OptOut") ? "t" : "f").add(revision);
    rows.add(userId().filter(user -> kept || key.isEmpty()).orElse(null));
    rows.add(row.flatMap(EndpointRow::address).map(String::valueOf).orElse(null));
    rows.add(row.map(EndpointRow::terms).orElse(null));
    rows.add(row.map(StagedRow::activeAt).orElse(null));
    rows.add(sent.getString("ChannelType")).end();
  }

  /**
   * Whether the row makes an endpoint all by itself, and can be seen as it is if there is none of
   * its id.
   */
  boolean standsAlone() {
    return whole.isPresent() && !removesLists;
  }

  /**
   * Writes the row, one that stands alone, for pinpoint_endpoint. Should it have to be merged after
   * all, its revision's lowest bit says whether it sent OptOut, which its line does not tell.
   *
   * @throws IllegalArgumentException when it cannot be stored
   */
  void write(CopyRows rows, String container, long random) {
    EndpointRow row = whole.orElseThrow();
    String id = key.orElseThrow();
    rows.add(container).add(Bucket.of(id)).add(id).add(row.line()).add(EndpointMerge.VERSION);
    rows.add(random & ~1 | (sent.containsKey("OptOut") ? 1 : 0)).add(row.userId().orElse(null));
    rows.add(row.address().map(String::valueOf).orElse(null)).add(row.terms());
    rows.add(activeAt(row)).end();
  }

  private static String activeAt(EndpointRow row) {
    return Dates.sql(row.endpoint().getString("EffectiveDate", ""), row.activeAt());
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

  private static boolean hasEmptyLists(JsonObject sent) {
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
