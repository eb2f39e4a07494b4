package io.longshore.edge.dispatch;

import io.longshore.api.AuditEvent;
import io.longshore.api.AuditSink;
import io.longshore.api.Principal;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What will be written down of a call, once it is known what came of it. */
public final class AuditEventBuilder {

  /** Of a call that nobody writes down. */
  public static final AuditEventBuilder NONE =
      new AuditEventBuilder(
          AuditSink.NONE, InstantSource.system(), new Principal("", "", ""), "", "", "");

  private static final int LONGEST = 2048;

  private final AuditSink sink;
  private final InstantSource clock;
  private final Principal who;
  private final String operation;
  private final String source;
  private final String requestId;
  private String resource = "*";
  private boolean told;

  AuditEventBuilder(
      AuditSink sink,
      InstantSource clock,
      Principal who,
      String operation,
      String source,
      String requestId) {
    this.sink = sink;
    this.clock = clock;
    this.who = who;
    this.operation = operation;
    this.source = source;
    this.requestId = requestId;
  }

  /** Whether anybody writes it down. */
  boolean isKept() {
    return sink != AuditSink.NONE;
  }

  /** What it turned out to be done to. */
  void resources(List<String> names) {
    String all = String.join(" ", names).replace('\0', '\uFFFD'); // PostgreSQL stores none
    this.resource = all.length() > LONGEST ? all.substring(0, LONGEST) : all;
  }

  /** The first outcome is the one that counts, also when nobody is left to be told of it. */
  public void tell(String outcome) {
    if (!told && isKept()) {
      told = true;
      sink.record(
          new AuditEvent(
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              who.account(),
              who.accessKey(),
              operation,
              resource,
              source,
              outcome,
              requestId));
    }
  }
}
