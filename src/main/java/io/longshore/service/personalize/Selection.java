package io.longshore.service.personalize;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/**
 * The records that an export has: fixed when it is created, whatever comes later.
 *
 * @param loads of bulk rows
 * @param seq the last call whose records are in, or -1 for none
 * @param columns how many each row shall have
 * @param forgotten deletions of users whose records may still be there
 * @param single whether no two of its bulk rows are equal, for they are of one import that saw to
 *     it, and lie packed; rows that calls put may be equal to them
 */
record Selection(
    Mode mode,
    boolean entities,
    List<UUID> loads,
    long seq,
    int columns,
    List<Forgotten> forgotten,
    boolean single) {

  /** What an export of that mode sees of what is there now. */
  static Selection of(
      Mode mode, RecordSchema schema, Loads loads, long seq, List<Forgotten> forgotten) {
    return new Selection(
        mode,
        schema.type().isEntity(),
        mode == Mode.PUT ? List.of() : loads.ids(),
        mode == Mode.BULK ? -1 : seq,
        schema.fields().size(),
        forgotten,
        !loads.twins() && (mode == Mode.BULK || mode == Mode.ALL && !schema.type().isEntity()));
  }

  static Selection of(JsonObject spec) {
    return new Selection(
        Mode.valueOf(spec.getString("mode")),
        spec.getBoolean("entities"),
        uuids(spec.getJsonArray("loads")),
        spec.getLong("seq"),
        spec.getInteger("columns"),
        spec.getJsonArray("forgotten", new JsonArray()).stream()
            .map(each -> Forgotten.of((JsonObject) each))
            .toList(),
        spec.getBoolean("single", false));
  }

  JsonObject spec() {
    return new JsonObject()
        .put("mode", mode.name())
        .put("entities", entities)
        .put("loads", new JsonArray(loads.stream().map(UUID::toString).toList()))
        .put("seq", seq)
        .put("columns", columns)
        .put("forgotten", new JsonArray(forgotten.stream().map(Forgotten::spec).toList()))
        .put("single", single);
  }

  static List<UUID> uuids(JsonArray texts) {
    return texts.stream().map(text -> UUID.fromString((String) text)).toList();
  }
}
