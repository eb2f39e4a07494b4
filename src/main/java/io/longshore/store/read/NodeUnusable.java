package io.longshore.store.read;

/** A node that answers, and must not be read from. */
final class NodeUnusable extends Exception {

  private static final long serialVersionUID = 1L;

  private final FallbackReason reason;

  /**
   * @param message what is wrong, and what to do
   */
  NodeUnusable(FallbackReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  FallbackReason reason() {
    return reason;
  }
}
