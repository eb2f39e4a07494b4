package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A proxy before S3 that records calls and injects faults into some of them. */
final class S3Faults implements AutoCloseable {

  enum Op {
    CREATE,
    PART,
    COMPLETE,
    ABORT,
    PARTS,
    UPLOADS,
    HEAD,
    DELETE,
    OTHER
  }

  /** A fault of a call. */
  enum Fault {
    NONE,
    /** Not forwarded: 500. */
    ERROR,
    /** Not forwarded: 503 SlowDown. */
    SLOW_DOWN,
    /** Not forwarded: 403 AccessDenied. */
    DENY,
    /** Not forwarded: 200 with an error in the body. */
    ERROR_IN_200,
    /** Forwarded, then 200 with an error in the body. */
    DONE_ERROR_IN_200,
    /** Forwarded, then 500. */
    DONE_ERROR,
    /** Forwarded, then the connection is closed without a response. */
    SWALLOW,
    /** Not forwarded, and the connection is closed. */
    CUT,
    /** Half of the body is forwarded, then both connections are closed. */
    TRUNCATE,
    /**
     * Half of the body is forwarded, then waits for {@link #release}, then closes both connections.
     */
    HALF,
    /** Half of the body is forwarded as if it were complete. */
    SHORTEN,
    /** HEAD of an object that exists: 404. */
    STALE,
    /** Waits for {@link #release}, then continues. */
    HOLD
  }

  /**
   * A call.
   *
   * @param upload its id, or empty
   * @param nth its number among the calls of the same kind for the same key, from 1
   * @param number of the part, or 0
   */
  record Call(Op op, String key, String upload, int nth, int number, int overall) {}

  /**
   * A call that has ended.
   *
   * @param status of S3's response, 0 if the call was not forwarded
   * @param done whether S3 completed the upload
   */
  record Entry(Call call, Fault fault, int status, boolean done) {}

  final List<Entry> log = new CopyOnWriteArrayList<>();
  volatile Function<Call, Fault> faults = call -> Fault.NONE;
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final AtomicInteger overall = new AtomicInteger();
  private final AtomicInteger holding = new AtomicInteger();
  private volatile Promise<Void> gate = Promise.promise();
  private final URI backend;
  private final HttpClient client;
  private final HttpServer server;

  S3Faults(Vertx vertx, URI backend) {
    this.backend = backend;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(128));
    HttpServerOptions options = new HttpServerOptions().setHandle100ContinueAutomatically(true);
    this.server =
        await(vertx.createHttpServer(options).requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  void clear() {
    faults = call -> Fault.NONE;
    log.clear();
    counts.clear();
  }

  /** The number of calls that wait. */
  int holding() {
    return holding.get();
  }

  /** Continues all calls that wait. */
  void release() {
    Promise<Void> old = gate;
    gate = Promise.promise();
    old.complete();
  }

  /**
   * The number of uploads to the key that were completed. AWS and S3Proxy answer a repeated
   * CompleteMultipartUpload like the first and change nothing, so this counts uploads, not
   * responses.
   */
  long completed(String key) {
    return log.stream()
        .filter(entry -> entry.call().op() == Op.COMPLETE && entry.done())
        .filter(entry -> entry.call().key().equals(key))
        .map(entry -> entry.call().upload())
        .distinct()
        .count();
  }

  private void take(HttpServerRequest request) {
    Call call = call(request);
    Fault fault = faults.apply(call);
    request
        .body()
        .compose(
            body ->
                switch (fault) {
                  case ERROR -> record(request, call, fault, 500, "InternalError");
                  case SLOW_DOWN -> record(request, call, fault, 503, "SlowDown");
                  case DENY -> record(request, call, fault, 403, "AccessDenied");
                  case ERROR_IN_200 -> record(request, call, fault, 200, "InternalError");
                  case STALE -> record(request, call, fault, 404, "NoSuchKey");
                  case CUT -> close(request, call, fault);
                  case TRUNCATE, HALF -> truncate(request, body, call, fault);
                  case SHORTEN -> pass(request, body.getBuffer(0, body.length() / 2), call, fault);
                  case HOLD -> hold().compose(open -> pass(request, body, call, fault));
                  case NONE, DONE_ERROR_IN_200, DONE_ERROR, SWALLOW ->
                      pass(request, body, call, fault);
                })
        .onFailure(broken -> request.connection().close());
  }

  private Future<Void> hold() {
    holding.incrementAndGet();
    return gate.future().onComplete(open -> holding.decrementAndGet());
  }

  private Future<Void> record(
      HttpServerRequest request, Call call, Fault fault, int status, String code) {
    log.add(new Entry(call, fault, 0, false));
    return record(request, status, code);
  }

  private static Future<Void> record(HttpServerRequest request, int status, String code) {
    request.response().setStatusCode(status).putHeader("Content-Type", "application/xml");
    if (request.method() == HttpMethod.HEAD) {
      return request.response().end();
    }
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>injected fault</Message></Error>";
    return request.response().end(xml.formatted(code));
  }

  private Future<Void> close(HttpServerRequest request, Call call, Fault fault) {
    log.add(new Entry(call, fault, 0, false));
    return request.connection().close();
  }

  private Future<Void> truncate(HttpServerRequest request, Buffer body, Call call, Fault fault) {
    log.add(new Entry(call, fault, 0, false));
    return client
        .request(options(request))
        .compose(
            onward -> {
              onward.headers().setAll(request.headers());
              return onward
                  .write(body.getBuffer(0, body.length() / 2))
                  .compose(half -> fault == Fault.HALF ? hold() : Future.succeededFuture())
                  .compose(half -> onward.connection().close());
            })
        .eventually(() -> request.connection().close());
  }

  private Future<Void> pass(HttpServerRequest request, Buffer body, Call call, Fault fault) {
    return client
        .request(options(request))
        .compose(
            onward -> {
              onward.headers().setAll(request.headers()).remove("Expect");
              if (body.length() > 0 || request.headers().contains("Content-Length")) {
                onward.putHeader("Content-Length", Integer.toString(body.length()));
              }
              return onward.send(body);
            })
        .compose(
            answer ->
                answer.body().compose(content -> answer(request, answer, content, call, fault)));
  }

  private Future<Void> answer(
      HttpServerRequest request,
      HttpClientResponse answer,
      Buffer content,
      Call call,
      Fault fault) {
    boolean done =
        answer.statusCode() == 200 && content.toString().contains("<CompleteMultipartUploadResult");
    log.add(new Entry(call, fault, answer.statusCode(), done));
    return switch (fault) {
      case SWALLOW -> request.connection().close();
      case DONE_ERROR -> record(request, 500, "InternalError");
      case DONE_ERROR_IN_200 -> record(request, 200, "InternalError");
      default -> {
        request.response().setStatusCode(answer.statusCode());
        request.response().headers().setAll(answer.headers()).remove("Transfer-Encoding");
        yield request.method() == HttpMethod.HEAD
            ? request.response().end()
            : request
                .response()
                .putHeader("Content-Length", Integer.toString(content.length()))
                .end(content);
      }
    };
  }

  private RequestOptions options(HttpServerRequest request) {
    return new RequestOptions()
        .setHost(backend.getHost())
        .setPort(backend.getPort())
        .setMethod(request.method())
        .setURI(request.uri());
  }

  private Call call(HttpServerRequest request) {
    String query = request.query() == null ? "" : request.query();
    Op op = op(request.method(), query, request.path());
    String key = request.path();
    int number =
        request.getParam("partNumber") == null
            ? 0
            : Integer.parseInt(request.getParam("partNumber"));
    int nth =
        counts
            .computeIfAbsent(op + " " + key + " " + number, first -> new AtomicInteger())
            .incrementAndGet();
    return new Call(
        op,
        key,
        Optional.ofNullable(request.getParam("uploadId")).orElse(""),
        nth,
        number,
        overall.incrementAndGet());
  }

  private static Op op(HttpMethod method, String query, String path) {
    boolean upload = query.contains("uploadId=");
    return switch (method.name()) {
      case "POST" -> upload ? Op.COMPLETE : query.startsWith("uploads") ? Op.CREATE : Op.OTHER;
      case "PUT" -> upload ? Op.PART : Op.OTHER;
      case "DELETE" -> upload ? Op.ABORT : Op.DELETE;
      case "HEAD" -> path.indexOf('/', 1) > 0 ? Op.HEAD : Op.OTHER;
      default -> upload ? Op.PARTS : query.contains("uploads") ? Op.UPLOADS : Op.OTHER;
    };
  }

  @Override
  public void close() {
    await(server.close());
    await(client.close());
  }
}
