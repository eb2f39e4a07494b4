package io.longshore.trace;

import io.longshore.trace.TraceSpan.Kind;
import java.util.Optional;

/** Where traces begin, and where those of other processes are continued. */
public interface Tracing extends AutoCloseable {

  /** Traces nothing. */
  Tracing NONE =
      new Tracing() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public TraceSpan start(String name, Kind kind, Optional<String> traceparent) {
          return TraceSpan.NONE;
        }

        @Override
        public TraceSpan remote(String traceparent) {
          return TraceSpan.NONE;
        }

        @Override
        public void close() {
          // nothing is open
        }
      };

  /** Whether spans are exported. */
  boolean isOn();

  /**
   * Starts a span in the trace of its parent, whose sampling decision holds.
   *
   * @param traceparent the parent as the W3C header says it; a new trace begins if it is absent or
   *     malformed
   */
  TraceSpan start(String name, Kind kind, Optional<String> traceparent);

  /**
   * A span that another process, or another part of this one, has started and ends.
   *
   * @return {@link TraceSpan#NONE} if the header is malformed
   */
  TraceSpan remote(String traceparent);

  /** Exports what is left, within a bound. */
  @Override
  void close();
}
