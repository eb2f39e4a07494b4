package io.longshore.transfer.write;

/**
 * Changes rows before they are encoded. Belongs to one object, and sees its chunks one after
 * another in their order; not called on an event loop, because it uses the processor.
 */
public interface RowTransform {

  /** Leaves all rows as they are. */
  RowTransform NONE = chunk -> chunk;

  /**
   * Returns the rows that are written instead.
   *
   * @param chunk whole rows; empty for an object without rows
   */
  byte[] apply(byte[] chunk);
}
