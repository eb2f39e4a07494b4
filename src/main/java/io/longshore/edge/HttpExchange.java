package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.async.SafeCall;
import io.longshore.edge.dispatch.AuditEventBuilder;
import io.longshore.edge.http.HeadLimits;
import io.longshore.edge.http.LingeringClose;
import io.longshore.edge.http.SecurityHeaders;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.protocol.WireProtocol;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response. Every response of the port except S3's is written here, exactly
 * once: later attempts are ignored.
 */
public final class HttpExchange {

  private static final Logger log = LoggerFactory.getLogger(HttpExchange.class);
  private static final Logger accessLog = LoggerFactory.getLogger("access");

  /** AWS's list, and the date, by which SDKs in browsers correct their clock skew. */
  private static final String EXPOSED_HEADERS =
      "x-amzn-errortype,x-amzn-requestid,x-amzn-errormessage,x-amzn-trace-id,x-amz-apigw-id,date";

  private final HttpServerRequest request;
  private final WireProtocol protocol;
  private final HttpMetrics metrics;
  private Timer.Sample timer;
  private final String requestId = UUID.randomUUID().toString();
  private final long startNanos = System.nanoTime();
  private String operation = "none";
  private String account = "none";
  private AuditEventBuilder auditEvent = AuditEventBuilder.NONE;
  private JournalEntry journal = JournalEntry.NONE;
  private Runnable onContinuation = () -> {};
  private Supplier<Future<Void>> callerCheck = Future::succeededFuture;

  HttpExchange(HttpServerRequest request, WireProtocol protocol, HttpMetrics metrics, String date) {
    this.request = request;
    this.protocol = protocol;
    this.metrics = metrics;
    this.timer = metrics.start();
    SecurityHeaders.put(request);
    request
        .response()
        .putHeader("x-amzn-RequestId", requestId)
        .putHeader(HttpHeaders.DATE, date)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
  }

  public HttpServerRequest request() {
    return request;
  }

  public WireProtocol protocol() {
    return protocol;
  }

  public String requestId() {
    return requestId;
  }

  /** Sets the operation, for metrics and log. */
  public void operation(String operationId) {
    this.operation = operationId;
  }

  /** Sets the caller, for log and journal. */
  void caller(Principal verified) {
    this.account = verified.account();
    journal.caller(verified);
  }

  /** Sets what the journal of test controls will have of this request. */
  void journal(JournalEntry entry) {
    this.journal = entry;
  }

  /** Marks the call as one that a test has refused or delayed. */
  public void injected() {
    journal.injected();
  }

  public AuditEventBuilder auditEvent() {
    return auditEvent;
  }

  /** Sets the audit event that records the outcome. */
  public void auditWith(AuditEventBuilder event) {
    this.auditEvent = event;
  }

  /** Sets what ends the limits of the call when its response goes on after it. */
  void onContinuation(Runnable endLimits) {
    this.onContinuation = endLimits;
  }

  /** Sets what finds out whether the caller may still have the response. */
  public void checkCallerWith(Supplier<Future<Void>> check) {
    this.callerCheck = check;
  }

  /** Fails with an {@link ApiError} when the caller may no longer have the response. */
  public Future<Void> checkCaller() {
    return SafeCall.call(callerCheck);
  }

  /** Ends the limits of the call: its response goes on. */
  public void continueResponse() {
    onContinuation.run();
  }

  /** Measures the response from now on: what its client waited for was no work. */
  public void restartTimer() {
    timer = metrics.start();
  }

  /** Writes the head of a response whose body is a stream of events, and begins the body. */
  public HttpServerResponse beginEvents() {
    auditEvent.record("200");
    HttpServerResponse response = request.response();
    response
        .setStatusCode(200)
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader("X-Accel-Buffering", "no"); // nginx would collect events
    metrics.responded(timer, operation, 200);
    journal.answered(200, operation);
    logAccess(200, 0);
    return response;
  }

  /** Sets the {@code Retry-After} of a refusal, rounded up to whole seconds. */
  public void retryAfter(Duration wait) {
    String seconds = Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    request.response().putHeader(HttpHeaders.RETRY_AFTER, seconds);
  }

  /** Writes a service's response. */
  public void respond(ServiceResponse response) {
    if (response.refusal() != null) {
      refuse(response.refusal());
      return;
    }
    if (request.response().ended()) {
      return; // timed out
    }
    String remark = response.remark() == null ? "" : " " + response.remark();
    auditEvent.record(response.status() + remark);
    if (response.body() != null) {
      request.response().putHeader(HttpHeaders.CONTENT_TYPE, protocol.contentType());
    }
    send(response.status(), response.body() == null ? Buffer.buffer() : response.body().toBuffer());
  }

  /** Writes an error. */
  public void refuse(ApiError error) {
    log.debug(
        "request={} account={} operation={} refused={}",
        requestId,
        account,
        operation,
        error.code().shape());
    if (!error.logDetail().isEmpty()) {
      log.info("request={} refused={} {}", requestId, error.code().shape(), error.logDetail());
    }
    auditEvent.record(protocol.status(error.code()) + " " + error.code().shape());
    journal.refused(error);
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return; // disconnected or timed out
    }
    if (protocol.shapeInHeader()) {
      response.putHeader("x-amzn-ErrorType", error.code().shape());
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, protocol.contentType());
    boolean throttled = error.code().equals(protocol.errors().throttled());
    boolean retryable = throttled || error.code().status() == 503;
    if (retryable && !response.headers().contains(HttpHeaders.RETRY_AFTER)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    send(protocol.status(error.code()), protocol.body(error, requestId));
  }

  /** Refuses a request whose body was not read to its end, and closes the connection. */
  void refuseAndClose(ApiError error) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    refuse(error);
  }

  /** Refuses a request whose body could not be read, and closes the connection. */
  void refuseUnread(Throwable failure) {
    refuseAndClose(
        failure instanceof ApiError error
            ? error
            : new ApiError(CommonError.SERIALIZATION, "The request body cannot be read."));
    LingeringClose.flush(request);
  }

  /** Refuses a call that got no response within its deadline. */
  void timeOut() {
    if (!request.response().ended() && !request.response().closed()) {
      log.error(
          "request={} account={} operation={} has no response in time",
          requestId,
          account,
          operation);
      refuse(new ApiError(CommonError.SERVICE_UNAVAILABLE, "No response in time; try again."));
    }
  }

  /** Writes the error of a failure. What is not an {@link ApiError} is logged and withheld. */
  public void fail(Throwable failure) {
    if (failure instanceof ApiError error) {
      refuse(error);
    } else if (failure instanceof ReplyException reply) {
      failOnBus(reply);
    } else {
      log.error(
          "request={} account={} operation={} failed", requestId, account, operation, failure);
      refuse(new ApiError(protocol.errors().internal(), "An unexpected failure."));
    }
  }

  private void failOnBus(ReplyException reply) {
    if (reply.failureCode() == CommonError.SERVICE_UNAVAILABLE.status()) {
      refuse(new ApiError(CommonError.SERVICE_UNAVAILABLE, reply.getMessage()));
      return;
    }
    boolean timedOut = reply.failureType() == ReplyFailure.TIMEOUT;
    if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) { // which the service has logged
      log.error(
          "request={} account={} operation={} failed: {}",
          requestId,
          account,
          operation,
          reply.failureType());
    }
    refuse(
        timedOut
            ? new ApiError(CommonError.SERVICE_UNAVAILABLE, "No response in time; try again.")
            : new ApiError(protocol.errors().internal(), "An unexpected failure."));
  }

  private void send(int status, Buffer body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    metrics.responded(timer, operation, status); // before the end: a client that has it may ask
    journal.answered(status, operation);
    logAccess(status, body.length());
    boolean last = HeadLimits.isLastOfConnection(request) && request.isEnded();
    response
        .end(body)
        .onComplete(
            written -> {
              if (last) {
                request.connection().close();
              }
            });
  }

  /** The path without the query, which may contain a signature. */
  private void logAccess(int status, int bytes) {
    if (accessLog.isInfoEnabled()) {
      accessLog.info(
          "request={} account={} operation={} status={} millis={} bytes={} method={} path={}",
          requestId,
          account,
          operation,
          status,
          (System.nanoTime() - startNanos) / 1_000_000,
          bytes,
          request.method(),
          request.path());
    }
  }
}
