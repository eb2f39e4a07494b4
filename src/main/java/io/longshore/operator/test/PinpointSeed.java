package io.longshore.operator.test;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Seeds apps with their endpoints and segments. */
final class PinpointSeed {

  private static final String SERVICE = "mobiletargeting";
  private static final int BATCH = 100;

  private final SeedRun run;
  private final OwnCalls calls;
  private final SeedDocument document;

  PinpointSeed(SeedRun run, OwnCalls calls, SeedDocument document) {
    this.run = run;
    this.calls = calls;
    this.document = document;
  }

  Future<Void> app(SeedNode app) {
    String name = app.required("apps", "name");
    List<JsonObject> endpoints = document.endpoints(app);
    return calls
        .rest(SERVICE, "GET", "/v1/apps?page-size=100", null)
        .map(list -> SeedRun.named(list, "Item", "Name", name, "Id"))
        .compose(
            known ->
                known.isPresent()
                    ? seeded(name, known.get(), false)
                    : calls
                        .rest(SERVICE, "POST", "/v1/apps", new JsonObject().put("Name", name))
                        .compose(made -> seeded(name, made.getString("Id"), true)))
        .compose(id -> endpoints(id, endpoints).map(id))
        .compose(id -> AsyncLoop.forEach(app.list("segments"), s -> segment(id, name, s)));
  }

  private Future<String> seeded(String name, String id, boolean created) {
    run.made("app", name, id, Optional.empty(), created);
    return Future.succeededFuture(id);
  }

  /** Writes those that are missing: a second run changes none. */
  private Future<Void> endpoints(String app, List<JsonObject> all) {
    List<JsonObject> missing = new ArrayList<>();
    return AsyncLoop.forEach(
            all,
            endpoint ->
                run.missing(() -> calls.rest(SERVICE, "GET", path(app, endpoint), null))
                    .onSuccess(
                        gone -> {
                          if (gone) {
                            missing.add(endpoint);
                          }
                        }))
        .compose(known -> AsyncLoop.whileTrue(() -> writeNext(app, missing)));
  }

  /** Returns whether endpoints were written. */
  private Future<Boolean> writeNext(String app, List<JsonObject> missing) {
    List<JsonObject> next = missing.subList(0, Math.min(BATCH, missing.size()));
    if (next.isEmpty()) {
      return Future.succeededFuture(false);
    }
    JsonObject request = new JsonObject().put("Item", new JsonArray(List.copyOf(next)));
    next.clear();
    return calls.rest(SERVICE, "PUT", "/v1/apps/" + app + "/endpoints", request).map(true);
  }

  private static String path(String app, JsonObject endpoint) {
    return "/v1/apps/" + app + "/endpoints/" + SeedRun.encoded(endpoint.getString("Id"));
  }

  private Future<Void> segment(String app, String of, SeedNode segment) {
    String name = segment.required("a segment", "name");
    String path = "/v1/apps/" + app + "/segments";
    JsonObject request =
        segment.find("request").map(r -> (JsonObject) r.json()).orElse(new JsonObject());
    return calls
        .rest(SERVICE, "GET", path + "?page-size=100", null)
        .map(list -> SeedRun.named(list, "Item", "Name", name, "Id"))
        .compose(
            known ->
                known.isPresent()
                    ? Future.succeededFuture(known.get()).onSuccess(id -> made(of, name, id, false))
                    : calls
                        .rest(SERVICE, "POST", path, request.put("Name", name))
                        .map(made -> made.getString("Id"))
                        .onSuccess(id -> made(of, name, id, true)))
        .mapEmpty();
  }

  private void made(String app, String name, String id, boolean created) {
    run.made("segment", app + "/" + name, id, Optional.empty(), created);
  }
}
