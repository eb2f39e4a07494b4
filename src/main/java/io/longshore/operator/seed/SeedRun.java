package io.longshore.operator.seed;

import io.longshore.async.AsyncLoop;
import io.longshore.operator.OperatorError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One run of a seed document. A name is the identity of a resource: what exists is left as it is,
 * and what is missing is created.
 */
public final class SeedRun {

  private static final int NOT_FOUND = 404;
  private static final long LOOK_MILLIS = 50;
  private static final long BOUND_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Vertx vertx;
  private final LoopbackCalls calls;
  private final String account;
  private final SeedDocument document;
  private final JsonArray resources = new JsonArray();
  private final Map<String, String> ids = new HashMap<>();

  public SeedRun(Vertx vertx, LoopbackCalls calls, String account, SeedDocument document) {
    this.vertx = vertx;
    this.calls = calls;
    this.account = account;
    this.document = document;
  }

  /** Creates what is missing; returns the contract's SeededResources. */
  public Future<JsonArray> run() {
    return each("buckets", this::bucket)
        .compose(done -> each("apps", app -> new PinpointSeed(this, calls, document).app(app)))
        .compose(done -> personalize())
        .compose(done -> each("dataSets", set -> new ExchangeSeed(this, calls).dataSet(set)))
        .compose(done -> each("trainingDatasets", this::trainingDataset))
        .map(done -> resources);
  }

  private Future<Void> personalize() {
    PersonalizeSeed seed = new PersonalizeSeed(this, calls, document);
    return each("schemas", seed::schema)
        .compose(done -> each("datasetGroups", seed::group))
        .compose(done -> each("datasets", seed::dataset));
  }

  private Future<Void> each(String kind, Function<SeedNode, Future<Void>> step) {
    return each(kind, document.parts(kind), step);
  }

  /** Creates parts one after the other. A refusal of a service names the line of the part. */
  Future<Void> each(String kind, List<SeedNode> parts, Function<SeedNode, Future<Void>> step) {
    return AsyncLoop.forEach(
        parts,
        part ->
            step.apply(part)
                .recover(
                    failure ->
                        Future.failedFuture(
                            failure instanceof LoopbackCalls.Refused refused
                                ? part.because(
                                    "%s %s is refused: %s"
                                        .formatted(kind, name(part), refused.getMessage()))
                                : failure)));
  }

  private static String name(SeedNode part) {
    return part.text("name").or(() -> part.text("comment")).or(() -> part.text("key")).orElse("");
  }

  String role() {
    return "arn:aws:iam::" + account + ":role/seed";
  }

  /** The bucket that rows are imported from. */
  String stagingBucket() {
    return "longshore-seed-" + account;
  }

  String id(String kind, String name) {
    return ids.get(kind + " " + name);
  }

  /** Records a resource for the response, and for what refers to it. */
  void made(String kind, String name, String id, Optional<String> arn, boolean created) {
    ids.put(kind + " " + name, arn.orElse(id));
    JsonObject resource =
        new JsonObject().put("Kind", kind).put("Name", name).put("Id", id).put("Created", created);
    arn.ifPresent(known -> resource.put("Arn", known));
    resources.add(resource);
  }

  /** Awaits the end of a job. */
  Future<Void> await(Supplier<Future<Boolean>> ended) {
    long end = System.nanoTime() + BOUND_NANOS;
    return AsyncLoop.whileTrue(
        () ->
            ended
                .get()
                .compose(
                    over -> {
                      if (!over && System.nanoTime() - end > 0) {
                        throw OperatorError.CONFLICT.because(
                            "A job of the seed did not end in time");
                      }
                      return over
                          ? Future.succeededFuture(false)
                          : vertx.timer(LOOK_MILLIS).map(true);
                    }));
  }

  private Future<Void> bucket(SeedNode bucket) {
    String name = bucket.required("buckets", "name");
    return ensureBucket(name)
        .onSuccess(created -> made("bucket", name, name, Optional.empty(), created))
        .compose(
            created -> each("objects", bucket.list("objects"), object -> object(name, object)));
  }

  Future<Boolean> ensureBucket(String name) {
    return missing(() -> calls.s3("HEAD", "/" + name, Buffer.buffer()))
        .compose(
            missing ->
                missing
                    ? calls.s3("PUT", "/" + name, Buffer.buffer()).map(true)
                    : Future.succeededFuture(false));
  }

  private Future<Void> object(String bucket, SeedNode object) {
    String content = document.content(object, "text", "file").orElse("");
    return ensureObject(bucket, object.required("an object", "key"), content);
  }

  Future<Void> ensureObject(String bucket, String key, String content) {
    String target = "/" + bucket + "/" + encoded(key).replace("%2F", "/");
    return missing(() -> calls.s3("HEAD", target, Buffer.buffer()))
        .compose(
            missing ->
                missing
                    ? calls.s3("PUT", target, Buffer.buffer(content)).mapEmpty()
                    : Future.succeededFuture());
  }

  /** Whether the request is answered with 404. */
  <T> Future<Boolean> missing(Supplier<Future<T>> request) {
    return request
        .get()
        .map(found -> false)
        .recover(
            failure ->
                failure instanceof LoopbackCalls.Refused refused && refused.status() == NOT_FOUND
                    ? Future.succeededFuture(true)
                    : Future.failedFuture(failure));
  }

  private Future<Void> trainingDataset(SeedNode part) {
    String name = part.required("trainingDatasets", "name");
    JsonObject request = part.object("request");
    if (!request.containsKey("roleArn")) {
      request.put("roleArn", role());
    }
    return new SeedLookup("trainingDatasets", "name", this::trainingDatasets)
        .find(name)
        .compose(
            known ->
                known.isPresent()
                    ? trainingDataset(name, known.get(), false)
                    : calls
                        .rest(
                            "cleanrooms-ml", "POST", "/training-dataset", request.put("name", name))
                        .compose(made -> trainingDataset(name, made, true)));
  }

  private Future<JsonObject> trainingDatasets(String token) {
    String target = "/training-dataset?maxResults=100" + SeedLookup.query("nextToken", token);
    return calls.rest("cleanrooms-ml", "GET", target, null);
  }

  private Future<Void> trainingDataset(String name, JsonObject resource, boolean created) {
    String arn = resource.getString("trainingDatasetArn");
    made("trainingDataset", name, arn, Optional.of(arn), created);
    return Future.succeededFuture();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
