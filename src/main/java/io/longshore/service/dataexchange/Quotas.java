package io.longshore.service.dataexchange;

import io.longshore.service.dataexchange.JobKind.Limit;
import java.util.Optional;

/** The quotas that AWS publishes, where they count. Source: "Quotas" of the user guide. */
record Quotas(boolean on) {

  private static final int DATA_SETS = 3000;
  private static final int DATA_GRANTS = 300;
  private static final int EVENT_ACTIONS = 50;
  private static final int EVENT_ACTIONS_OF_SET = 5;
  private static final Limit ASSET_GB = new Limit("Asset size in GB", 100);
  private static final Limit UPLOAD_GB = new Limit("Asset size in GB", 5);

  int dataSets() {
    return on ? DATA_SETS : Integer.MAX_VALUE;
  }

  /** Pending and accepted, of an account. */
  int dataGrants() {
    return on ? DATA_GRANTS : Integer.MAX_VALUE;
  }

  /** Of an account. */
  int eventActions() {
    return on ? EVENT_ACTIONS : Integer.MAX_VALUE;
  }

  int eventActionsOfSet() {
    return on ? EVENT_ACTIONS_OF_SET : Integer.MAX_VALUE;
  }

  /** Assets of a revision, of the type that the job brings in. */
  Optional<Limit> perRevision(JobKind kind) {
    return kind.perRevision().filter(limit -> on);
  }

  /** Gigabytes of one asset; those that callers upload are smaller. */
  Optional<Limit> gigabytes(boolean uploaded) {
    return on ? Optional.of(uploaded ? UPLOAD_GB : ASSET_GB) : Optional.empty();
  }
}
