package io.longshore.operator.seed;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A list of a service in which a seed looks for a name, over all of its pages.
 *
 * @param items the member that has the resources
 * @param member the member of a resource that has its name
 * @param page the page after a token, which is empty for the first page
 */
record SeedLookup(String items, String member, Function<String, Future<JsonObject>> page) {

  /** The resource of that name. */
  Future<Optional<JsonObject>> find(String name) {
    AtomicReference<String> token = new AtomicReference<>("");
    AtomicReference<JsonObject> found = new AtomicReference<>();
    return AsyncLoop.whileTrue(
            () ->
                page.apply(token.get())
                    .map(
                        list -> {
                          token.set(list.getString("NextToken", list.getString("nextToken")));
                          found.set(in(list, name));
                          return found.get() == null && token.get() != null;
                        }))
        .map(done -> Optional.ofNullable(found.get()));
  }

  private JsonObject in(JsonObject list, String name) {
    return list.getJsonArray(items, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(item -> name.equals(item.getString(member)))
        .findFirst()
        .orElse(null);
  }

  /** The query parameter of a token; nothing for the first page. */
  static String query(String parameter, String token) {
    return token.isEmpty() ? "" : "&" + parameter + "=" + SeedRun.encoded(token);
  }
}
