package io.longshore.operator.seed;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.operator.OperatorError;
import io.longshore.operator.seed.SeedDocument.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Seeds apps with their endpoints and segments. */
final class PinpointSeed {

  private static final String SERVICE = "mobiletargeting";
  private static final int BATCH = 100;
  private static final Pattern ITEM = Pattern.compile("Item\\[([0-9]{1,2})][.]?");

  private final SeedRun run;
  private final LoopbackCalls calls;
  private final SeedDocument document;

  PinpointSeed(SeedRun run, LoopbackCalls calls, SeedDocument document) {
    this.run = run;
    this.calls = calls;
    this.document = document;
  }

  Future<Void> app(SeedNode app) {
    String name = app.required("apps", "name");
    List<Endpoint> endpoints = document.endpoints(app);
    return new SeedLookup("Item", "Name", this::apps)
        .find(name)
        .compose(
            known ->
                known.isPresent()
                    ? seeded(name, known.get().getString("Id"), false)
                        .compose(id -> missing(id, endpoints).compose(all -> write(id, all)))
                    : calls
                        .rest(SERVICE, "POST", "/v1/apps", new JsonObject().put("Name", name))
                        .compose(made -> seeded(name, made.getString("Id"), true))
                        .compose(id -> write(id, new ArrayList<>(endpoints))))
        .compose(id -> run.each("segments", app.list("segments"), s -> segment(id, name, s)));
  }

  private Future<JsonObject> apps(String token) {
    String target = "/v1/apps?page-size=100" + SeedLookup.query("token", token);
    return calls.rest(SERVICE, "GET", target, null);
  }

  private Future<String> seeded(String name, String id, boolean created) {
    run.made("app", name, id, Optional.empty(), created);
    return Future.succeededFuture(id);
  }

  /** The endpoints that an app does not have yet: a second run changes none. */
  private Future<List<Endpoint>> missing(String app, List<Endpoint> all) {
    return BoundedParallel.map(
            all, one -> run.missing(() -> calls.rest(SERVICE, "GET", path(app, one), null)))
        .map(
            missing ->
                IntStream.range(0, all.size())
                    .filter(missing::get)
                    .mapToObj(all::get)
                    .collect(Collectors.toCollection(ArrayList::new)));
  }

  private Future<String> write(String app, List<Endpoint> endpoints) {
    return AsyncLoop.whileTrue(() -> writeNext(app, endpoints)).map(app);
  }

  /** Returns whether endpoints were written. */
  private Future<Boolean> writeNext(String app, List<Endpoint> missing) {
    List<Endpoint> next = List.copyOf(missing.subList(0, Math.min(BATCH, missing.size())));
    if (next.isEmpty()) {
      return Future.succeededFuture(false);
    }
    missing.subList(0, next.size()).clear();
    JsonArray items = new JsonArray(next.stream().map(Endpoint::json).toList());
    return calls
        .rest(SERVICE, "PUT", "/v1/apps/" + app + "/endpoints", new JsonObject().put("Item", items))
        .map(true)
        .recover(failure -> Future.failedFuture(located(failure, next)));
  }

  /** A refusal of a batch names the item: says where that one is. */
  private static Throwable located(Throwable failure, List<Endpoint> batch) {
    Matcher item = ITEM.matcher(failure.getMessage() == null ? "" : failure.getMessage());
    if (!(failure instanceof LoopbackCalls.Refused) || !item.find()) {
      return failure;
    }
    Endpoint refused = batch.get(Integer.parseInt(item.group(1)));
    return OperatorError.VALIDATION.because(
        "%s: the endpoint %s is refused: %s"
            .formatted(
                refused.where(),
                refused.json().getString("Id"),
                failure.getMessage().substring(item.end())));
  }

  private static String path(String app, Endpoint endpoint) {
    return "/v1/apps/" + app + "/endpoints/" + SeedRun.encoded(endpoint.json().getString("Id"));
  }

  private Future<Void> segment(String app, String of, SeedNode segment) {
    String name = segment.required("a segment", "name");
    String path = "/v1/apps/" + app + "/segments";
    JsonObject request = segment.object("request");
    Function<String, Future<JsonObject>> page =
        token ->
            calls.rest(
                SERVICE, "GET", path + "?page-size=100" + SeedLookup.query("token", token), null);
    return new SeedLookup("Item", "Name", page)
        .find(name)
        .compose(
            known ->
                known.isPresent()
                    ? Future.succeededFuture(known.get().getString("Id"))
                        .onSuccess(id -> made(of, name, id, false))
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
