package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.dispatch.AuditEventBuilder;
import io.longshore.edge.http.HeadLimits;
import io.longshore.edge.http.LingeringClose;
import io.longshore.edge.http.SecurityHeaders;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.protocol.WireProtocol;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its one answer. Every answer of the port but S3's is written here. */
public final class HttpExchange {

  private static final Logger log = LoggerFactory.getLogger(HttpExchange.class);
  private static final Logger access = LoggerFactory.getLogger("access");

  /** What a page's script may read: AWS's list. Without the date SDKs cannot mend their clocks. */
  private static final String OWN_HEADERS =
      "x-amzn-errortype,x-amzn-requestid,x-amzn-errormessage,x-amzn-trace-id,x-amz-apigw-id,date";

  private final HttpServerRequest request;
  private final WireProtocol dialect;
  private final HttpMetrics meters;
  private final Timer.Sample started;
  private final String requestId = UUID.randomUUID().toString();
  private final long begun = System.nanoTime();
  private String operation = "none";
  private String account = "none";
  private AuditEventBuilder note = AuditEventBuilder.NONE;

  HttpExchange(HttpServerRequest request, WireProtocol dialect, HttpMetrics meters, String date) {
    this.request = request;
    this.dialect = dialect;
    this.meters = meters;
    this.started = meters.start();
    SecurityHeaders.put(request);
    request
        .response()
        .putHeader("x-amzn-RequestId", requestId)
        .putHeader(HttpHeaders.DATE, date)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, OWN_HEADERS);
  }

  public HttpServerRequest request() {
    return request;
  }

  public WireProtocol dialect() {
    return dialect;
  }

  public String requestId() {
    return requestId;
  }

  /** Which operation it turned out to be, for the meters. */
  public void operation(String operationId) {
    this.operation = operationId;
  }

  /** Whose it turned out to be, for the log. */
  void account(String id) {
    this.account = id;
  }

  public AuditEventBuilder note() {
    return note;
  }

  /** Where it is noted down what became of it. */
  public void note(AuditEventBuilder audited) {
    this.note = audited;
  }

  /** Says with the refusal when to come back, in whole seconds. */
  public void retryAfter(Duration wait) {
    String seconds = Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    request.response().putHeader(HttpHeaders.RETRY_AFTER, seconds);
  }

  public void answer(ServiceResponse answer) {
    if (answer.refusal() != null) {
      refuse(answer.refusal());
      return;
    }
    if (request.response().ended()) {
      return; // somebody was told that it took too long
    }
    note.tell(Integer.toString(answer.status()));
    if (answer.body() != null) {
      request.response().putHeader(HttpHeaders.CONTENT_TYPE, dialect.contentType());
    }
    send(answer.status(), answer.body() == null ? Buffer.buffer() : answer.body().toBuffer());
  }

  public void refuse(ApiError error) {
    log.debug(
        "request={} account={} operation={} refused={}",
        requestId,
        account,
        operation,
        error.code().shape());
    if (!error.aside().isEmpty()) {
      log.info("request={} refused={} {}", requestId, error.code().shape(), error.aside());
    }
    note.tell(dialect.status(error.code()) + " " + error.code().shape());
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return; // nobody is there to be told, or somebody was
    }
    if (dialect.shapeInHeader()) {
      response.putHeader("x-amzn-ErrorType", error.code().shape());
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, dialect.contentType());
    boolean busy = error.code().equals(dialect.errors().throttled());
    boolean later = busy || error.code().status() == 503;
    if (later && !response.headers().contains(HttpHeaders.RETRY_AFTER)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    send(dialect.status(error.code()), dialect.body(error, requestId));
  }

  /** Refuses a request whose body was not read to its end: what is left of it is thrown away. */
  void refuseAndClose(ApiError error) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    refuse(error);
  }

  /** Like {@link #refuseAndClose}; nobody is told of it when the client went away. */
  void refuseUnread(Throwable failure) {
    refuseAndClose(
        failure instanceof ApiError error
            ? error
            : new ApiError(CommonError.SERIALIZATION, "The request body cannot be read."));
    LingeringClose.flush(request);
  }

  /** The house took so long that nobody waits for it any more. */
  void giveUp() {
    if (!request.response().ended() && !request.response().closed()) {
      log.error("request={} account={} operation={} has no answer", requestId, account, operation);
      refuse(new ApiError(CommonError.SERVICE_UNAVAILABLE, "No answer in time; try again."));
    }
  }

  /** A refusal is said; whatever else failed is withheld and logged. */
  public void fail(Throwable failure) {
    if (failure instanceof ApiError error) {
      refuse(error);
    } else if (failure instanceof ReplyException reply) {
      failOnBus(reply);
    } else {
      log.error(
          "request={} account={} operation={} failed", requestId, account, operation, failure);
      refuse(new ApiError(dialect.errors().internal(), "An unforeseen failure."));
    }
  }

  private void failOnBus(ReplyException reply) {
    if (reply.failureCode() == CommonError.SERVICE_UNAVAILABLE.status()) {
      refuse(new ApiError(CommonError.SERVICE_UNAVAILABLE, reply.getMessage()));
      return;
    }
    boolean late = reply.failureType() == ReplyFailure.TIMEOUT;
    if (reply.failureType() != ReplyFailure.RECIPIENT_FAILURE) { // the service logged its own
      log.error(
          "request={} account={} operation={} failed: {}",
          requestId,
          account,
          operation,
          reply.failureType());
    }
    refuse(
        late
            ? new ApiError(CommonError.SERVICE_UNAVAILABLE, "No answer in time; try again.")
            : new ApiError(dialect.errors().internal(), "An unforeseen failure."));
  }

  private void send(int status, Buffer body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    meters.answered(
        started, operation, status); // before the end: who has the answer finds it counted
    tell(status, body.length());
    boolean last = HeadLimits.isLast(request) && request.isEnded();
    response
        .end(body)
        .onComplete(
            written -> {
              if (last) {
                request.connection().close();
              }
            });
  }

  /** Names only: a query may carry a signature. */
  private void tell(int status, int bytes) {
    if (access.isInfoEnabled()) {
      access.info(
          "request={} account={} operation={} status={} millis={} bytes={} method={} path={}",
          requestId,
          account,
          operation,
          status,
          (System.nanoTime() - begun) / 1_000_000,
          bytes,
          request.method(),
          request.path());
    }
  }
}
