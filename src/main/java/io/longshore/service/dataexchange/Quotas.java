package io.longshore.service.dataexchange;

import java.util.Optional;

/** The quotas that AWS publishes, where they count. Source: "Quotas" of the user guide. */
record Quotas(boolean on) {

  private static final int DATA_SETS = 3000;
  private static final int DATA_GRANTS = 300;
  private static final int EVENT_ACTIONS = 50;
  private static final int EVENT_ACTIONS_OF_SET = 5;
  private static final Limit ASSET_GB = new Limit("Asset size in GB", 100);
  private static final Limit UPLOAD_GB = new Limit("Asset size in GB", 5);

  /** Revisions of a data set that holds assets of that type. */
  Optional<Limit> revisions(String assetType) {
    Limit limit =
        switch (assetType) {
          case "REDSHIFT_DATA_SHARE" ->
              new Limit("Revisions per Amazon Redshift datashare data set", 20);
          case "API_GATEWAY_API" -> new Limit("Revisions per Amazon API Gateway API data set", 20);
          case "LAKE_FORMATION_DATA_PERMISSION" ->
              new Limit("Revisions per AWS Lake Formation data permission data set", 20);
          case "S3_DATA_ACCESS" -> new Limit("Revisions per Amazon S3 data access data set", 5);
          default -> new Limit("Revisions per data set", 10_000);
        };
    return Optional.of(limit).filter(published -> on);
  }

  /** Jobs of that type that an account has in progress in a region. */
  Optional<Limit> atOnce(JobKind kind) {
    return Optional.of(kind.atOnce()).filter(limit -> on);
  }

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
