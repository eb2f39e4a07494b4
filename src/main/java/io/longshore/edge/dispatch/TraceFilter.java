package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.ServiceResponse;
import io.longshore.trace.ActiveSpan;
import io.longshore.trace.TraceSpan;
import io.longshore.trace.TraceSpan.Kind;
import io.longshore.trace.Tracing;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Makes each call a span, in the trace that its header {@code traceparent} names. The signature is
 * verified before, so nobody without a key causes spans.
 */
final class TraceFilter implements OperationFilter {

  private static final String TRACEPARENT = "traceparent";
  private static final int INTERNAL = 500;

  private final Tracing tracing;

  TraceFilter(Tracing tracing) {
    this.tracing = tracing;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    if (!tracing.isOn()) {
      return next.handle(call);
    }
    Optional<String> parent = Optional.ofNullable(call.http().getHeader(TRACEPARENT));
    TraceSpan span =
        tracing
            .start(call.operationId(), Kind.SERVER, parent)
            .set("longshore.account", call.principal().account())
            .set("longshore.request", call.exchange().requestId());
    ActiveSpan.adopt(span); // the line of the access log belongs to the trace, too
    return ActiveSpan.within(span, () -> next.handle(call))
        .onSuccess(response -> answered(call, span, response))
        .onFailure(failure -> failed(call, span, failure))
        .onComplete(answered -> span.end());
  }

  private static void answered(OperationCall call, TraceSpan span, ServiceResponse response) {
    if (response.refusal() == null) {
      status(span, response.status());
    } else {
      refused(call, span, response.refusal());
    }
  }

  private static void failed(OperationCall call, TraceSpan span, Throwable failure) {
    if (failure instanceof ApiError error) {
      refused(call, span, error);
    } else {
      status(span, INTERNAL);
      span.fail(failure.getClass().getSimpleName(), "");
    }
  }

  /** A refusal of what the caller did is no failure of the server. */
  private static void refused(OperationCall call, TraceSpan span, ApiError error) {
    int status = call.exchange().protocol().status(error.code());
    status(span, status);
    if (status >= INTERNAL) {
      span.fail(error.code().shape(), "");
    } else {
      span.set("error.type", error.code().shape());
    }
  }

  private static void status(TraceSpan span, int status) {
    span.set("http.response.status_code", status);
  }
}
