package io.longshore.events.delivery;

/** Is told what became of each try to deliver an event. */
public interface EventMeter {

  /** One that counts nothing. */
  EventMeter NONE =
      new EventMeter() {
        @Override
        public void delivered(String target) {}

        @Override
        public void failed(String target) {}
      };

  /** An event was delivered. */
  void delivered(String target);

  /** A try failed. */
  void failed(String target);
}
