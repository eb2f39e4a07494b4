package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.AuditEvent;
import io.longshore.api.AuditSink;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.routing.UnverifiedCredential;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Has it written down that a request was refused whose sender could not be known. */
public final class AuthFailureAuditor {

  private static final String UNKNOWN = "unknown";
  private static final String OPERATION = "edge.Authenticate";
  private static final int LONGEST = 200;
  private static final int FAILURES_OF_THE_HOUSE = 500;

  private final AuditSink sink;
  private final InstantSource clock;

  public AuthFailureAuditor(AuditSink sink, InstantSource clock) {
    this.sink = sink;
    this.clock = clock;
  }

  /** The reason is why the verifier let nobody in. */
  public void note(HttpExchange exchange, Throwable reason) {
    if (reason instanceof ApiError error && error.code().status() < FAILURES_OF_THE_HOUSE) {
      HttpServerRequest request = exchange.request();
      String path = request.path();
      sink.refused(
          new AuditEvent(
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              UNKNOWN,
              UnverifiedCredential.accessKey(request).orElse(UNKNOWN),
              OPERATION,
              request.method() + " " + path.substring(0, Math.min(path.length(), LONGEST)),
              request.remoteAddress().hostAddress(),
              exchange.dialect().status(error.code()) + " " + error.code().shape(),
              exchange.requestId()));
    }
  }
}
