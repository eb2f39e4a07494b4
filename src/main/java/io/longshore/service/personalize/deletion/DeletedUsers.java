package io.longshore.service.personalize.deletion;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * Deleted users, whose records are hidden.
 *
 * @param deletion the id of the data deletion job
 * @param load the load that has their ids
 * @param seq records with a higher number came later and are visible
 */
public record DeletedUsers(String deletion, UUID load, long seq) {

  public static DeletedUsers of(JsonObject spec) {
    return new DeletedUsers(
        spec.getString("deletion"), UUID.fromString(spec.getString("load")), spec.getLong("seq"));
  }

  public JsonObject spec() {
    return new JsonObject().put("deletion", deletion).put("load", load.toString()).put("seq", seq);
  }
}
