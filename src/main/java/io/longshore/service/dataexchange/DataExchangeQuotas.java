package io.longshore.service.dataexchange;

import io.longshore.service.dataexchange.job.DataJobType;
import java.util.Optional;

/** The quotas that AWS publishes, where they count. Source: "Quotas" of the user guide. */
public record DataExchangeQuotas(boolean on) {

  private static final int DATA_SETS = 3000;
  private static final int DATA_GRANTS = 300;
  private static final int EVENT_ACTIONS = 50;
  private static final int EVENT_ACTIONS_OF_SET = 5;
  private static final DataExchangeQuota ASSET_GB = new DataExchangeQuota("Asset size in GB", 100);
  private static final DataExchangeQuota UPLOAD_GB = new DataExchangeQuota("Asset size in GB", 5);

  /** Revisions of a data set that holds assets of that type. */
  public Optional<DataExchangeQuota> revisions(String assetType) {
    DataExchangeQuota limit =
        switch (assetType) {
          case "REDSHIFT_DATA_SHARE" ->
              new DataExchangeQuota("Revisions per Amazon Redshift datashare data set", 20);
          case "API_GATEWAY_API" ->
              new DataExchangeQuota("Revisions per Amazon API Gateway API data set", 20);
          case "LAKE_FORMATION_DATA_PERMISSION" ->
              new DataExchangeQuota(
                  "Revisions per AWS Lake Formation data permission data set", 20);
          case "S3_DATA_ACCESS" ->
              new DataExchangeQuota("Revisions per Amazon S3 data access data set", 5);
          default -> new DataExchangeQuota("Revisions per data set", 10_000);
        };
    return Optional.of(limit).filter(published -> on);
  }

  /** Jobs of that type that an account has in progress in a region. */
  public Optional<DataExchangeQuota> atOnce(DataJobType kind) {
    return Optional.of(kind.atOnce()).filter(limit -> on);
  }

  public int dataSets() {
    return on ? DATA_SETS : Integer.MAX_VALUE;
  }

  /** Pending and accepted, of an account. */
  public int dataGrants() {
    return on ? DATA_GRANTS : Integer.MAX_VALUE;
  }

  /** Of an account. */
  public int eventActions() {
    return on ? EVENT_ACTIONS : Integer.MAX_VALUE;
  }

  public int eventActionsOfSet() {
    return on ? EVENT_ACTIONS_OF_SET : Integer.MAX_VALUE;
  }

  /** Assets of a revision, of the type that the job brings in. */
  public Optional<DataExchangeQuota> perRevision(DataJobType kind) {
    return kind.perRevision().filter(limit -> on);
  }

  /** Gigabytes of one asset; those that callers upload are smaller. */
  public Optional<DataExchangeQuota> gigabytes(boolean uploaded) {
    return on ? Optional.of(uploaded ? UPLOAD_GB : ASSET_GB) : Optional.empty();
  }
}
