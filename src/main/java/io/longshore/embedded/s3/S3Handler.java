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

/**
 * Handles S3 requests: verifies the signature, selects the operation, reads the body, executes the
 * operation and writes the response.
 */
final class S3Handler implements Handler<HttpServerRequest> {

  private static final AuthorizationRequest ALL_S3_ACTIONS =
      new AuthorizationRequest("s3:*", "arn:aws:s3:::*", Map.of());
  private static final String EXPECTED_OWNER = "x-amz-expected-bucket-owner";

  private final Vertx vertx;
  private final Buckets buckets;
  private final S3OperationParser operations;
  private final S3BodyReader bodies;
  private final S3SignatureVerifier signatures;
  private final String serverKey;
  private final List<String> hostSuffixes;

  /**
   * @param serverKey the id of the server's own access key
   * @param hostSuffixes the host names that may follow a bucket name in the Host header
   */
  S3Handler(
      Vertx vertx,
      Buckets buckets,
      S3SignatureVerifier signatures,
      String serverKey,
      Collection<String> hostSuffixes) {
    this.vertx = vertx;
    this.buckets = buckets;
    this.operations = new S3OperationParser(buckets);
    this.bodies = new S3BodyReader(vertx);
    this.signatures = signatures;
    this.serverKey = serverKey;
    this.hostSuffixes = List.copyOf(hostSuffixes);
  }

  @Override
  public void handle(HttpServerRequest http) {
    http.pause();
    S3ResponseWriter writer = new S3ResponseWriter(vertx, http);
    try {
      if (http.method().equals(HttpMethod.OPTIONS)) {
        writer.preflight();
        return;
      }
      S3Address address = S3Address.of(host(http), path(http), hostSuffixes);
      signatures
          .verify(signedRequest(http), address.inHost() ? address.bucket() : "")
          .compose(signed -> execute(http, request(http, address, signed)))
          .onComplete(writer::write);
    } catch (RuntimeException failure) {
      writer.write(Future.failedFuture(failure));
    }
  }

  private static String host(HttpServerRequest http) {
    if (http.authority() == null) {
      throw S3ErrorCode.INVALID_REQUEST.error("The Host header is malformed.");
    }
    return http.authority().host();
  }

  private static String path(HttpServerRequest http) {
    int question = http.uri().indexOf('?');
    return question < 0 ? http.uri() : http.uri().substring(0, question);
  }

  private static SignedRequest signedRequest(HttpServerRequest http) {
    return new SignedRequest(
        http.method().name(), http.uri(), http.headers().entries(), new byte[0]);
  }

  private S3Request request(HttpServerRequest http, S3Address address, Signed signed) {
    Map<String, String> query = new TreeMap<>();
    for (String[] pair : S3Address.parseQuery(http.query() == null ? "" : http.query())) {
      query.putIfAbsent(pair[0], pair[1]);
    }
    AccessKey key = signed.key();
    boolean isServer = key.id().equals(serverKey);
    // Policies are not evaluated per operation here, so a policy must allow all of S3.
    if (key.policy().filter(policy -> !policy.decide(ALL_S3_ACTIONS).allowed()).isPresent()) {
      throw S3ErrorCode.ACCESS_DENIED.error(
          "The policy of the access key must allow s3:* on arn:aws:s3:::*.");
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

  private Future<S3Response> execute(HttpServerRequest http, S3Request request) {
    S3Operation operation = operations.of(request);
    return vertx
        .executeBlocking(() -> checkExpectedOwner(request), false)
        .compose(ignored -> readBody(http, request, operation))
        .compose(
            body ->
                vertx
                    .executeBlocking(() -> operation.action().execute(request, body), false)
                    .onFailure(failure -> discard(request, body)));
  }

  /** Compares the bucket's owner with the expected owner, before the body is read. */
  private Void checkExpectedOwner(S3Request request) {
    request
        .header(EXPECTED_OWNER)
        .filter(owner -> !request.bucket().isEmpty())
        .ifPresent(
            owner -> {
              Bucket bucket = buckets.get(request.bucket(), request.caller());
              if (!bucket.properties().owner().equals(owner)) {
                throw S3ErrorCode.ACCESS_DENIED.error();
              }
            });
    return null;
  }

  private Future<ReceivedBody> readBody(
      HttpServerRequest http, S3Request request, S3Operation operation) {
    if (operation.body() == Body.NONE) {
      return Future.succeededFuture(ReceivedBody.NONE);
    }
    if (operation.body() == Body.MEMORY) {
      return bodies.readIntoMemory(http, request);
    }
    Bucket bucket = buckets.get(request.bucket(), request.caller());
    ChecksumAlgorithm defaultAlgorithm =
        request
            .parameter("uploadId")
            .map(id -> bucket.upload(id, request.key()).algorithm())
            .orElse(null);
    return bodies.readIntoFile(http, request, bucket.data(), defaultAlgorithm);
  }

  /** Deletes the file of a body whose operation failed. */
  private void discard(S3Request request, ReceivedBody body) {
    if (body.file() != null) {
      BucketFiles data = buckets.get(request.bucket(), request.caller()).data();
      vertx.executeBlocking(
          () -> {
            data.delete(body.file().name());
            return null;
          },
          false);
    }
  }

  /** Maps a failure to an S3 error; null for an unexpected failure. */
  static S3Error toS3Error(Throwable failure) {
    if (failure instanceof S3Error error) {
      return error;
    }
    return failure instanceof ApiError error
        ? new S3Error(error.code().status(), error.code().shape(), error.getMessage())
        : null;
  }
}
