package io.longshore.service.pinpoint.job.load;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.PinpointTimestamps;
import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.service.pinpoint.endpoint.EndpointRow;
import io.longshore.service.pinpoint.endpoint.EndpointRules;
import io.longshore.service.pinpoint.endpoint.EndpointStore;
import io.longshore.store.CopyTextBuffer;
import io.longshore.store.HashBucket;
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
  record File(EndpointMerge merge, String name, boolean register, boolean define) {}

  /**
   * @throws IllegalArgumentException with the reason why not
   */
  static StagedRow of(File file, long line, JsonObject sent) {
    if (sent.size() == 1 && sent.containsKey("User") && isUserId(sent.getJsonObject("User"))) {
      effect(file.define() && !sent.getJsonObject("User").getString("UserId").isBlank(), "a user");
      return new StagedRow(line, Optional.empty(), Optional.empty(), sent, false);
    }
    effect(file.define() || !isReference(sent), "an endpoint");
    String id = sent.containsKey("Id") ? sent.getString("Id") : fresh(file, line);
    boolean complete = isComplete(sent);
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

  private static void effect(boolean has, String named) {
    if (!has) {
      throw new IllegalArgumentException(
          "names "
              + named
              + " and nothing else, which has a meaning only where DefineSegment is true");
    }
  }

  /** Whether the row names an endpoint that shall be in a segment, and changes nothing. */
  private static boolean isReference(JsonObject sent) {
    return sent.size() == 1 && sent.containsKey("Id");
  }

  /**
   * Whether the row can make an endpoint: it has channel and address, or is an endpoint that may
   * lack them: one that is opted out, or one that an export wrote, which says when it was created.
   */
  private static boolean isComplete(JsonObject sent) {
    boolean channel = sent.containsKey("ChannelType");
    boolean address = sent.containsKey("Address");
    boolean silent = channel && "ALL".equals(sent.getString("OptOut"));
    return channel && address || silent || !channel && !address && sent.containsKey("CreationDate");
  }

  private static boolean isUserId(JsonObject user) {
    return user.size() == 1 && user.containsKey("UserId");
  }

  private static EndpointRow row(File file, String id, JsonObject sent) {
    JsonObject endpoint = file.merge().merge(id, Optional.empty(), sent);
    // An export that comes back keeps what only the server sets.
    if (sent.containsKey("CohortId")) {
      endpoint.put("CohortId", cohort(sent.getString("CohortId")));
    }
    if (sent.containsKey("CreationDate")) {
      EndpointRules.moment("CreationDate", sent.getString("CreationDate"));
      endpoint.put("CreationDate", PinpointTimestamps.normal(sent.getString("CreationDate")));
    }
    EndpointRow row = EndpointRow.of(endpoint);
    EndpointRules.whole(endpoint, row.line());
    return row;
  }

  private static String cohort(String number) {
    if (!number.matches("[0-9]{1,2}")) {
      throw new IllegalArgumentException("CohortId must be 0 to 99, was '" + number + "'");
    }
    return number;
  }

  /** The same at every attempt. */
  private static String fresh(File file, long line) {
    String place = file.merge().requestId() + "\n" + file.name() + "\n" + line;
    return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Why the row makes no endpoint. */
  String missing(File file) {
    return file.register() && !isReference(sent)
        ? missing(sent)
        : "There is no endpoint with the id '" + sent.getString("Id") + "'";
  }

  private static String missing(JsonObject sent) {
    return sent.containsKey("Address") ? "Missing ChannelType" : "Missing Address";
  }

  /** The user that the row names. */
  Optional<String> userId() {
    return Optional.ofNullable(sent.getJsonObject("User", NONE).getString("UserId"))
        .filter(id -> !id.isEmpty());
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
  void write(CopyTextBuffer rows, File file, UUID job, UUID load, long place, long revision) {
    boolean kept = file.register() && key.isPresent() && !isReference(sent);
    Optional<EndpointRow> row = whole.filter(there -> kept);
    rows.add(job.toString()).add(load.toString()).add(place);
    rows.add(key.map(k -> Short.toString(HashBucket.of(k))).orElse(null)).add(key.orElse(null));
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
   * all, its revision says where it stands in its file and, by the lowest bit, whether it sent
   * OptOut, which its line does not tell.
   *
   * @param random below 2 to the power of {@link ShadowContainerStore#PLACE_SHIFT}
   * @throws IllegalArgumentException when it cannot be stored
   */
  void write(CopyTextBuffer rows, String container, long random) {
    EndpointRow row = whole.orElseThrow();
    String id = key.orElseThrow();
    rows.add(container).add(HashBucket.of(id)).add(id).add(row.line()).add(EndpointMerge.VERSION);
    long place = line << ShadowContainerStore.PLACE_SHIFT;
    rows.add(place | random & ~1 | (sent.containsKey("OptOut") ? 1 : 0));
    rows.add(row.userId().orElse(null));
    rows.add(row.address().map(String::valueOf).orElse(null)).add(row.terms());
    rows.add(activeAt(row)).end();
  }

  private static String activeAt(EndpointRow row) {
    return PinpointTimestamps.sql(row.endpoint().getString("EffectiveDate", ""), row.activeAt());
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
