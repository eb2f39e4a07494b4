package io.longshore.trace;

/** Is told what became of ended spans. Called on any thread. */
public interface SpanMeter {

  /** One that counts nothing. */
  SpanMeter NONE =
      new SpanMeter() {
        @Override
        public void exported(int spans) {}

        @Override
        public void dropped(int spans) {}
      };

  /** The receiver has taken the spans. */
  void exported(int spans);

  /** The spans are lost: too many waited, or the receiver did not take them. */
  void dropped(int spans);
}
