package io.longshore.async;

/** Measures batches. */
public interface BatchMeter {

  /** Measures nothing. */
  BatchMeter NONE =
      new BatchMeter() {
        @Override
        public void started(String kind, int items) {}

        @Override
        public void alone(String kind, int items) {}
      };

  /**
   * A batch has started.
   *
   * @param kind what its items are
   */
  void started(String kind, int items);

  /** Items of a batch are run again, each alone. */
  void alone(String kind, int items);
}
