package io.longshore.trace;

import java.util.Optional;

/** The span of code that belongs to no trace. */
final class NoSpan implements TraceSpan {

  @Override
  public boolean isPresent() {
    return false;
  }

  @Override
  public boolean isRecording() {
    return false;
  }

  @Override
  public TraceSpan child(String name, Kind kind) {
    return this;
  }

  @Override
  public TraceSpan set(String attribute, String value) {
    return this;
  }

  @Override
  public TraceSpan set(String attribute, long value) {
    return this;
  }

  @Override
  public void fail(String type, String description) {
    // belongs to no trace
  }

  @Override
  public void end() {
    // belongs to no trace
  }

  @Override
  public Optional<String> traceId() {
    return Optional.empty();
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.empty();
  }
}
