package io.longshore.bench;

import io.longshore.async.AsyncLoop;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Clients that send signed requests, each the next one when the last has been answered. Requests
 * are signed before they are measured, and sent by one event loop, because a client of the SDK
 * would take more of the machine than the server.
 */
final class SignedCalls implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final URI server;
  private final int clients;
  private final SigV4Signer signer =
      new SigV4Signer(new AccessKey("test", "test", "000000000000", true), InstantSource.system());

  SignedCalls(URI server, int clients) {
    this.server = server;
    this.clients = clients;
    this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(clients));
  }

  /** A request to sign. */
  record Request(String method, String target, String service, String body) {}

  /** How many requests were answered, and how many a second. */
  record Rate(int answered, double perSecond) {}

  /**
   * Sends requests; fails at the first answer that is no success.
   *
   * @param most the requests that are signed; the round ends when all were answered
   */
  Rate rate(IntFunction<Request> request, int most, long nanos) throws Exception {
    List<SignedRequest> signed =
        IntStream.range(0, most).mapToObj(request).map(this::signed).toList();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    long began = System.nanoTime();
    Promise<Void> ended = Promise.promise();
    vertx.runOnContext(
        go -> {
          List<Future<Void>> lanes = new ArrayList<>();
          for (int i = 0; i < clients; i++) {
            lanes.add(
                AsyncLoop.whileTrue(
                    () -> {
                      int n = next.getAndIncrement();
                      return n < most && System.nanoTime() - began < nanos
                          ? send(signed.get(n)).map(done -> answered.incrementAndGet() > 0)
                          : Future.succeededFuture(false);
                    }));
          }
          Future.all(lanes).<Void>mapEmpty().onComplete(ended);
        });
    ended.future().toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    return new Rate(answered.get(), answered.get() * 1e9 / (System.nanoTime() - began));
  }

  private SignedRequest signed(Request request) {
    return signer.sign(
        new SignedRequest(
            request.method(),
            request.target(),
            List.of(
                Map.entry("Host", server.getAuthority()),
                Map.entry("Content-Type", "application/json")),
            request.body().getBytes(StandardCharsets.UTF_8)),
        "us-east-1",
        request.service());
  }

  private Future<Void> send(SignedRequest signed) {
    return client
        .request(
            HttpMethod.valueOf(signed.method()),
            server.getPort(),
            server.getHost(),
            signed.target())
        .compose(
            request -> {
              signed.headers().forEach(h -> request.putHeader(h.getKey(), h.getValue()));
              return request.send(Buffer.buffer(signed.body()));
            })
        .compose(response -> response.body().map(body -> checked(response.statusCode(), body)));
  }

  private static Void checked(int status, Buffer body) {
    if (status / 100 != 2) {
      throw new IllegalStateException(status + " " + body);
    }
    return null;
  }

  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
