package io.longshore.embedded.s3;

import io.longshore.api.ApiError;
import io.longshore.embedded.s3.S3Operation.Body;
import io.longshore.embedded.s3.body.ReceivedBody;
import io.longshore.embedded.s3.body.S3BodyReader;
import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.BucketFiles;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.policy.AuthorizationRequest;
import io.longshore.identity.sigv4.S3SignatureVerifier;
import io.longshore.identity.sigv4.S3SignatureVerifier.Signed;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers S3's requests: who signed, what is asked for, its body, the work, the answer. */
final class S3Handler implements Handler<HttpServerRequest> {

  private static final AuthorizationRequest ALL_OF_S3 =
      new AuthorizationRequest("s3:*", "arn:aws:s3:::*", Map.of());
  private static final String EXPECTED = "x-amz-expected-bucket-owner";

  private final Vertx vertx;
  private final Buckets buckets;
  private final S3OperationParser operations;
  private final S3BodyReader bodies;
  private final S3SignatureVerifier signatures;
  private final String serverKey;
  private final List<String> suffixes;

  /**
   * @param serverKey the access key of this server itself
   * @param suffixes what may follow a bucket in the Host
   */
  S3Handler(
      Vertx vertx,
      Buckets buckets,
      S3SignatureVerifier signatures,
      String serverKey,
      Collection<String> suffixes) {
    this.vertx = vertx;
    this.buckets = buckets;
    this.operations = new S3OperationParser(buckets);
    this.bodies = new S3BodyReader(vertx);
    this.signatures = signatures;
    this.serverKey = serverKey;
    this.suffixes = List.copyOf(suffixes);
  }

  @Override
  public void handle(HttpServerRequest http) {
    http.pause();
    S3ResponseWriter reply = new S3ResponseWriter(vertx, http);
    try {
      if (http.method().equals(HttpMethod.OPTIONS)) {
        reply.preflight();
        return;
      }
      S3Address address = S3Address.of(host(http), path(http), suffixes);
      signatures
          .verify(signed(http), address.inHost() ? address.bucket() : "")
          .compose(signed -> answer(http, request(http, address, signed)))
          .onComplete(reply::answer);
    } catch (RuntimeException refused) {
      reply.answer(Future.failedFuture(refused));
    }
  }

  private static String host(HttpServerRequest http) {
    if (http.authority() == null) {
      throw S3ErrorCode.INVALID_REQUEST.error("The Host is malformed.");
    }
    return http.authority().host();
  }

  private static String path(HttpServerRequest http) {
    int question = http.uri().indexOf('?');
    return question < 0 ? http.uri() : http.uri().substring(0, question);
  }

  private static SignedRequest signed(HttpServerRequest http) {
    return new SignedRequest(
        http.method().name(), http.uri(), http.headers().entries(), new byte[0]);
  }

  private S3Request request(HttpServerRequest http, S3Address address, Signed signed) {
    Map<String, String> query = new TreeMap<>();
    for (String[] pair : S3Address.parameters(http.query() == null ? "" : http.query())) {
      query.putIfAbsent(pair[0], pair[1]);
    }
    AccessKey key = signed.key();
    boolean isServer = key.id().equals(serverKey);
    // No policy is asked per call here, so one must allow all of S3.
    if (key.policy().filter(policy -> !policy.decide(ALL_OF_S3).allowed()).isPresent()) {
      throw S3ErrorCode.ACCESS_DENIED.error(
          "The policy of the access key does not allow s3:* on all.");
    }
    String scheme = "https".equals(http.getHeader("x-forwarded-proto")) ? "https" : "http";
    return new S3Request(
        http.method().name(),
        address,
        query,
        http.headers(),
        signed,
        new S3Caller(key.account(), isServer),
        scheme + "://" + http.getHeader("host"));
  }

  private Future<S3Response> answer(HttpServerRequest http, S3Request request) {
    S3Operation operation = operations.of(request);
    return vertx
        .executeBlocking(() -> checked(request), false)
        .compose(checked -> body(http, request, operation))
        .compose(
            body ->
                vertx
                    .executeBlocking(() -> operation.work().answer(request, body), false)
                    .onFailure(failure -> discard(request, body)));
  }

  /** Before a body is read: whether the bucket is whose the client thinks. */
  private Void checked(S3Request request) {
    request
        .header(EXPECTED)
        .filter(owner -> !request.bucket().isEmpty())
        .ifPresent(
            owner -> {
              Bucket bucket = buckets.of(request.bucket(), request.visitor());
              if (!bucket.facts().owner().equals(owner)) {
                throw S3ErrorCode.ACCESS_DENIED.error();
              }
            });
    return null;
  }

  private Future<ReceivedBody> body(
      HttpServerRequest http, S3Request request, S3Operation operation) {
    if (operation.body() == Body.NONE) {
      return Future.succeededFuture(ReceivedBody.NOTHING);
    }
    if (operation.body() == Body.MEMORY) {
      return bodies.intoMemory(http, request);
    }
    Bucket bucket = buckets.of(request.bucket(), request.visitor());
    ChecksumAlgorithm otherwise =
        request
            .parameter("uploadId")
            .map(id -> bucket.upload(id, request.key()).algorithm())
            .orElse(null);
    return bodies.intoFile(http, request, bucket.data(), otherwise);
  }

  /** What came is not needed. */
  private void discard(S3Request request, ReceivedBody body) {
    if (body.piece() != null) {
      BucketFiles data = buckets.of(request.bucket(), request.visitor()).data();
      vertx.executeBlocking(
          () -> {
            data.delete(body.piece().file());
            return null;
          },
          false);
    }
  }

  /** The code and status of S3 for whatever failed; null for what nobody foresaw. */
  static S3Error refusal(Throwable failure) {
    if (failure instanceof S3Error error) {
      return error;
    }
    return failure instanceof ApiError error
        ? new S3Error(error.code().status(), error.code().shape(), error.getMessage())
        : null;
  }
}
