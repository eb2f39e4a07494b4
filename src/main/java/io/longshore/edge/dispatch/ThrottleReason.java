package io.longshore.edge.dispatch;

/** Why a call is refused although nothing is wrong with it. */
public enum ThrottleReason {
  /** Its account makes more in a second than it may. */
  RATE,
  /** As many of the service are under way as may be. */
  BUSY,
  /** Its account has so many under way that the others' places would be taken. */
  SHARE,
  /** The bodies that are being read take all memory that there is for them. */
  MEMORY
}
