package io.longshore.operator.test;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.operator.seed.SeedDocument;
import io.longshore.operator.seed.SeedRun;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** Creates what a seed document describes. */
final class SeedOperations {

  private final Vertx vertx;
  private final ControlledAccount accounts;
  private final LoopbackClient client;

  SeedOperations(Vertx vertx, ControlledAccount accounts, LoopbackClient client) {
    this.vertx = vertx;
    this.accounts = accounts;
    this.client = client;
  }

  Future<ServiceResponse> seed(Call call) {
    Map<String, String> files = new HashMap<>();
    for (Object file : call.body().getJsonArray("Files", new JsonArray())) {
      JsonObject given = (JsonObject) file;
      files.put(given.getString("Name"), given.getString("Text"));
    }
    SeedDocument document = SeedDocument.parse(call.body().getString("Document"), files);
    String account = accounts.of(call);
    return new SeedRun(vertx, client.of(account, call.principal().region()), account, document)
        .run()
        .map(resources -> ServiceResponse.ok(new JsonObject().put("Resources", resources)));
  }
}
