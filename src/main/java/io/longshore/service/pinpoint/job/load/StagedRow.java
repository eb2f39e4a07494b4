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
 * A row of an import as it is staged for publication.
 *
 * @param line its line in the file, from 1
 * @param key the endpoint's id in lower case; empty when the row names only a user
 * @param whole the endpoint that it creates if there is none of that id; empty when it can only
 *     change one
 * @param sent the members in the file
 * @param removesLists whether it has an empty list, which removes an attribute
 */
record StagedRow(
    long line,
    Optional<String> key,
    Optional<EndpointRow> whole,
    JsonObject sent,
    boolean removesLists) {

  /** Members of an endpoint's line that rows do not send, or not by that name. */
  private static final List<String> OWN =
      List.of("ApplicationId", "CohortId", "CreationDate", "Id");

  private static final JsonObject NONE = new JsonObject();

  /** The file of a row. */
  record File(EndpointMerge merge, String name, boolean register, boolean define) {}

  /**
   * @throws IllegalArgumentException with the reason of the refusal
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

  /** Whether the row only names an endpoint as a member of a segment. */
  private static boolean isReference(JsonObject sent) {
    return sent.size() == 1 && sent.containsKey("Id");
  }

  /**
   * Whether the row can create an endpoint: it has channel and address, or is one that may lack
   * them: it is opted out, or an export wrote it, which has its creation date.
   */
  private static boolean isComplete(JsonObject sent) {
    boolean channel = sent.containsKey("ChannelType");
    boolean address = sent.containsKey("Address");
    boolean silent = channel && "ALL".equals(sent.getString("OptOut"));
    return channel && address || silent || !channel && !address && sent.containsKey("CreationDate");
  }

  /** Whether the row changes nothing in an endpoint, and only names members of a segment. */
  boolean onlyNames() {
    return key.isEmpty() || isReference(sent);
  }

  private static boolean isUserId(JsonObject user) {
    return user.size() == 1 && user.containsKey("UserId");
  }

  private static EndpointRow row(File file, String id, JsonObject sent) {
    JsonObject endpoint = file.merge().merge(id, Optional.empty(), sent);
    // Rows of an export keep members that only the server sets.
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

  /** An id that is the same at every attempt. */
  private static String fresh(File file, long line) {
    String place = file.merge().requestId() + "\n" + file.name() + "\n" + line;
    return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The reason why the row cannot create an endpoint. */
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

  /** The approximate bytes that the row adds to an endpoint. */
  int length() {
    return whole.isPresent() ? whole.get().line().length() : sent.encode().length();
  }

  /** Whether the row needs an existing endpoint. */
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
    // Never null, so that Citus can distribute the rows.
    rows.add(HashBucket.of(key.or(this::userId).orElse(""))).add(key.orElse(null));
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
   * Whether the row is a whole endpoint, which can be published as it is if there is none of its
   * id.
   */
  boolean standsAlone() {
    return whole.isPresent() && !removesLists;
  }

  /**
   * Writes a row that stands alone for pinpoint_endpoint. In case it must be merged later, its
   * revision has its line in the file and, in the lowest bit, whether the row has OptOut, because
   * its line always has it.
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
   * The request of a staged row to an existing endpoint.
   *
   * @param line the staged line; null when the row is in {@code sent}
   */
  static JsonObject sent(String line, String sent, boolean opted) {
    if (sent != null) {
      return new JsonObject(sent);
    }
    JsonObject all = new JsonObject(line);
    OWN.forEach(all::remove);
    if (!opted) {
      all.remove("OptOut"); // a default that the file does not have
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
