package io.longshore.engine.fate;

/** The slot of a worker that an attempt occupies. */
public interface Slot {

  /** Lets the worker run another task meanwhile. */
  void leave();

  /** Occupies the slot again; the worker may run one task more than it has slots then. */
  void reenter();
}
