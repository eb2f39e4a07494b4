package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.AuditEvent;
import io.longshore.api.AuditSink;
import io.longshore.identity.sigv4.UnverifiedCredential;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Records requests whose signature could not be verified. */
final class AuthFailureAuditor {

  private static final String UNKNOWN = "unknown";
  private static final String OPERATION = "edge.Authenticate";
  private static final int MAX_PATH_LENGTH = 200;
  private static final int SERVER_ERROR = 500;

  private final AuditSink sink;
  private final InstantSource clock;

  AuthFailureAuditor(AuditSink sink, InstantSource clock) {
    this.sink = sink;
    this.clock = clock;
  }

  /**
   * Records a refusal; failures of the server are not recorded.
   *
   * @param reason what the verifier failed with
   */
  void record(HttpExchange exchange, Throwable reason) {
    if (reason instanceof ApiError error && error.code().status() < SERVER_ERROR) {
      HttpServerRequest request = exchange.request();
      String path = request.path();
      String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
      sink.refused(
          new AuditEvent(
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              UNKNOWN,
              UnverifiedCredential.accessKey(authorization, request.uri()).orElse(UNKNOWN),
              OPERATION,
              request.method() + " " + path.substring(0, Math.min(path.length(), MAX_PATH_LENGTH)),
              request.remoteAddress().hostAddress(),
              exchange.protocol().status(error.code()) + " " + error.code().shape(),
              exchange.requestId()));
    }
  }
}
