package io.longshore.service.dataexchange;

import io.longshore.service.dataexchange.job.DataJobType;
import io.longshore.service.resource.QuotaRule;
import io.longshore.service.resource.QuotaUseStore;
import io.longshore.store.Postgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The quotas that AWS publishes. Source: "Quotas" of the user guide.
 *
 * @param on whether they hold
 */
public record DataExchangeQuotas(boolean on) {

  public static final QuotaRule DATA_SETS =
      new QuotaRule("Data sets per account", 3000, "data-sets", "data-sets");

  /** Of an account, pending and accepted. */
  public static final QuotaRule DATA_GRANTS =
      new QuotaRule("Active and pending data grants", 300, "data-grants", "data-grants");

  public static final QuotaRule EVENT_ACTIONS =
      new QuotaRule("Event actions per account", 50, "event-actions", "event-actions");

  public static final QuotaRule EVENT_ACTIONS_OF_SET =
      new QuotaRule(
          "Auto export event actions per data set",
          5,
          "event-actions-of-a-data-set",
          "event-actions-of-a-data-set");

  private static final QuotaRule ASSET_GB = new QuotaRule("Asset size in GB", 100);
  private static final QuotaRule UPLOAD_GB = new QuotaRule("Asset size in GB", 5);

  private static final String COUNTS =
      """
      select 'data-sets' as quota, account, count(*) as used
        from dataexchange_data_set group by account, region
      union all
      select 'data-grants', account, count(*) from dataexchange_data_grant
       where ends_at is null or ends_at > now() group by account, region
      union all
      select 'event-actions', account, count(*)
        from dataexchange_event_action group by account, region
      union all
      select 'event-actions-of-a-data-set', account, count(*)
        from dataexchange_event_action group by account, region, data_set
      union all
      select d.type, d.account, count(*)
        from dataexchange_job d join job j on j.id = d.id::uuid
       where d.started_at is not null and d.settled_at is null and j.finished_at is null
         and d.details->>'EventActionArn' is null
       group by d.account, d.region, d.type""";

  /** The use of the accounts' quotas; empty when they do not hold. */
  public QuotaUseStore uses(Postgres postgres) {
    List<QuotaRule> rules = new ArrayList<>();
    if (on) {
      rules.addAll(List.of(DATA_SETS, DATA_GRANTS, EVENT_ACTIONS, EVENT_ACTIONS_OF_SET));
      Arrays.stream(DataJobType.values()).map(DataJobType::atOnce).forEach(rules::add);
    }
    return new QuotaUseStore(postgres, "dataexchange", COUNTS, rules);
  }

  /** The most that the rule allows. */
  public int limit(QuotaRule rule) {
    return on ? rule.limit() : Integer.MAX_VALUE;
  }

  /** Revisions of a data set that holds assets of that type. */
  public Optional<QuotaRule> revisions(String assetType) {
    return held(
        switch (assetType) {
          case "REDSHIFT_DATA_SHARE" ->
              new QuotaRule("Revisions per Amazon Redshift datashare data set", 20);
          case "API_GATEWAY_API" ->
              new QuotaRule("Revisions per Amazon API Gateway API data set", 20);
          case "LAKE_FORMATION_DATA_PERMISSION" ->
              new QuotaRule("Revisions per AWS Lake Formation data permission data set", 20);
          case "S3_DATA_ACCESS" -> new QuotaRule("Revisions per Amazon S3 data access data set", 5);
          default -> new QuotaRule("Revisions per data set", 10_000);
        });
  }

  /** Jobs of that type that an account has in progress in a region. */
  public Optional<QuotaRule> atOnce(DataJobType kind) {
    return held(kind.atOnce());
  }

  /** Assets of a revision, of the type that the job imports. */
  public Optional<QuotaRule> perRevision(DataJobType kind) {
    return kind.perRevision().flatMap(this::held);
  }

  /** Gigabytes of one asset; those that callers upload are smaller. */
  public Optional<QuotaRule> gigabytes(boolean uploaded) {
    return held(uploaded ? UPLOAD_GB : ASSET_GB);
  }

  private Optional<QuotaRule> held(QuotaRule rule) {
    return on ? Optional.of(rule) : Optional.empty();
  }
}
