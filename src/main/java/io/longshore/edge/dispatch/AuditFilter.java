package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.AuditSink;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import java.time.InstantSource;

/**
 * Begins the audit event of calls that are audited, so that every response from here on is
 * recorded. Refuses such calls while the audit log has no room: what cannot be recorded must not
 * run.
 */
final class AuditFilter implements OperationFilter {

  private final AuditSink sink;
  private final InstantSource clock;

  AuditFilter(AuditSink sink, InstantSource clock) {
    this.sink = sink;
    this.clock = clock;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    if (!sink.wants(call.operationId())) {
      return next.handle(call);
    }
    if (!sink.isOpen()) {
      return Future.failedFuture(
          new ApiError(
              CommonError.SERVICE_UNAVAILABLE,
              "The audit log cannot be written at the moment; try again."));
    }
    call.exchange()
        .auditWith(
            new AuditEventBuilder(
                sink,
                clock,
                call.principal(),
                call.operationId(),
                call.http().remoteAddress().hostAddress(),
                call.exchange().requestId()));
    return next.handle(call);
  }
}
