package io.longshore.service.personalize.record;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/**
 * The records that an earlier export does not have.
 *
 * @param seq the number of the last call whose records the earlier export has; -1 for none
 * @param loads the loads of bulk rows that it does not have
 */
public record NewRecords(long seq, List<UUID> loads) {

  public static NewRecords of(JsonObject spec) {
    return new NewRecords(spec.getLong("seq"), ExportSelection.uuids(spec.getJsonArray("loads")));
  }

  public JsonObject spec() {
    return new JsonObject()
        .put("seq", seq)
        .put("loads", new JsonArray(loads.stream().map(UUID::toString).toList()));
  }
}
