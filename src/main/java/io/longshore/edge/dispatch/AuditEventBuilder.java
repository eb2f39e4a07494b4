package io.longshore.edge.dispatch;

import io.longshore.api.AuditEvent;
import io.longshore.api.AuditSink;
import io.longshore.api.Principal;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The audit event of one call, recorded as soon as the call's outcome is known. */
public final class AuditEventBuilder {

  /** Of a call that is not audited. */
  public static final AuditEventBuilder NONE =
      new AuditEventBuilder(
          AuditSink.NONE, InstantSource.system(), new Principal("", "", ""), "", "", "");

  private static final int MAX_RESOURCE_LENGTH = 2048;

  private final AuditSink sink;
  private final InstantSource clock;
  private final Principal principal;
  private final String operation;
  private final String source;
  private final String requestId;
  private String resource = "*";
  private boolean recorded;

  AuditEventBuilder(
      AuditSink sink,
      InstantSource clock,
      Principal principal,
      String operation,
      String source,
      String requestId) {
    this.sink = sink;
    this.clock = clock;
    this.principal = principal;
    this.operation = operation;
    this.source = source;
    this.requestId = requestId;
  }

  /** Whether the call is audited. */
  boolean isRecorded() {
    return sink != AuditSink.NONE;
  }

  /** Sets the ARNs of the resources that the call accesses. */
  void resources(List<String> arns) {
    String all = String.join(" ", arns).replace('\0', '\uFFFD'); // PostgreSQL stores no NUL
    this.resource =
        all.length() > MAX_RESOURCE_LENGTH ? all.substring(0, MAX_RESOURCE_LENGTH) : all;
  }

  /**
   * Records the outcome. Only the first one counts; it is recorded even when the client has
   * disconnected.
   */
  public void record(String outcome) {
    if (!recorded && isRecorded()) {
      recorded = true;
      sink.record(
          new AuditEvent(
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              principal.account(),
              principal.accessKey(),
              operation,
              resource,
              source,
              outcome,
              requestId));
    }
  }
}
