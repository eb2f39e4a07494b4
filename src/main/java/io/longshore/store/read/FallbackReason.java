package io.longshore.store.read;

import java.util.Locale;

/** Why a piece does not read from a node. */
public enum FallbackReason {
  /** No connection to the node. */
  UNREACHABLE(true),
  /** The node is neither a standby nor a node of the same Citus cluster, or is behind a pooler. */
  REFUSED(true),
  /** The node did not have the piece's rows in time. */
  BEHIND(true),
  /** The node cancelled a query, because replication could not wait for it. */
  CONFLICT(false),
  /** A query failed, for example because the node stopped. */
  FAILED(true),
  /** One of the others, less than half a minute ago. */
  RESTING(false);

  private final boolean rests;

  FallbackReason(boolean rests) {
    this.rests = rests;
  }

  /** Whether other pieces leave the node alone for a while. */
  boolean rests() {
    return rests;
  }

  /** The name in lower case, for metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
