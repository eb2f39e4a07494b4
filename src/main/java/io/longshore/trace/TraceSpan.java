package io.longshore.trace;

import java.util.Optional;

/**
 * A span: an operation of a trace, with a beginning, an end and attributes. Attributes never hold
 * secrets: no values of SQL parameters, no signatures, no presigned URLs.
 */
public interface TraceSpan {

  /** The span of code that belongs to no trace. */
  TraceSpan NONE = new NoSpan();

  /** What a span stands for, in the terms of OpenTelemetry. */
  enum Kind {
    INTERNAL,
    SERVER,
    CLIENT
  }

  /** Whether this span belongs to a trace, sampled or not. */
  boolean isPresent();

  /** Whether this span is exported; false if its trace is not sampled. */
  boolean isRecording();

  /** Starts a span below this one. */
  TraceSpan child(String name, Kind kind);

  TraceSpan set(String attribute, String value);

  TraceSpan set(String attribute, long value);

  /**
   * Marks the span as failed.
   *
   * @param type of the failure, one of few
   * @param description for people; may be empty
   */
  void fail(String type, String description);

  void end();

  /** The id of the trace, 32 hexadecimal digits. */
  Optional<String> traceId();

  /** The W3C header {@code traceparent} that names this span as the parent. */
  Optional<String> traceparent();
}
