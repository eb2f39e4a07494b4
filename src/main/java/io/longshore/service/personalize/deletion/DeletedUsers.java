package io.longshore.service.personalize.deletion;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * Users whose records nobody sees any more.
 *
 * @param deletion the id of the job that named them
 * @param load the name under which they were loaded
 * @param seq records with a higher one came later, and are seen
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
