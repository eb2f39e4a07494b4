package io.longshore.edge.dispatch;

/** Why a valid call was throttled. */
public enum ThrottleReason {
  /** The account exceeds its calls per second. */
  RATE,
  /** The service's concurrent calls are at their limit. */
  BUSY,
  /** The account exceeds its share of the service's concurrent calls. */
  SHARE,
  /** The memory for request bodies is used up. */
  MEMORY
}
