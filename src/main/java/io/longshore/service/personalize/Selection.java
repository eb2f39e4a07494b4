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
 */
record Selection(Mode mode, boolean entities, List<UUID> loads, long seq, int columns) {

  /** What an export of that mode sees of what is there now. */
  static Selection of(Mode mode, RecordSchema schema, JsonArray loads, long seq) {
    return new Selection(
        mode,
        schema.type().isEntity(),
        mode == Mode.PUT ? List.of() : uuids(loads),
        mode == Mode.BULK ? -1 : seq,
        schema.fields().size());
  }

  static Selection of(JsonObject spec) {
    return new Selection(
        Mode.valueOf(spec.getString("mode")),
        spec.getBoolean("entities"),
        uuids(spec.getJsonArray("loads")),
        spec.getLong("seq"),
        spec.getInteger("columns"));
  }

  JsonObject spec() {
    return new JsonObject()
        .put("mode", mode.name())
        .put("entities", entities)
        .put("loads", new JsonArray(loads.stream().map(UUID::toString).toList()))
        .put("seq", seq)
        .put("columns", columns);
  }

  private static List<UUID> uuids(JsonArray texts) {
    return texts.stream().map(text -> UUID.fromString((String) text)).toList();
  }
}
