package io.longshore.store.read;

import java.time.Duration;

/**
 * Measures where pieces of exports read. Nodes are named {@code host:port}, or {@link #PRIMARY}.
 */
public interface ReadMeter {

  /** The name of the primary. */
  String PRIMARY = "primary";

  /** Measures nothing. */
  ReadMeter NONE =
      new ReadMeter() {
        @Override
        public void rows(String node, long rows) {}

        @Override
        public void waited(String node, Duration time) {}

        @Override
        public void fellBack(String node, FallbackReason reason) {}
      };

  /** Rows were read from the node. */
  void rows(String node, long rows);

  /** A piece waited until the node had its rows, successfully or not. */
  void waited(String node, Duration time);

  /** A piece reads from the primary, or from another node, instead of from this one. */
  void fellBack(String node, FallbackReason reason);
}
