package io.longshore.service.dataexchange;

import io.longshore.api.QuotaUse;
import io.longshore.service.dataexchange.job.DataJobType;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How much of their quotas accounts use, seen from whom that is nearest to the end. */
public final class DataExchangeQuotaUseStore {

  private static final String SERVICE = "dataexchange";

  private static final String HIGHEST =
      """
      select 'data-sets' as quota, max(n) as used
        from (select count(*) as n from dataexchange_data_set group by account, region) each
      union all
      select 'data-grants', max(n)
        from (select count(*) as n from dataexchange_data_grant
               where ends_at is null or ends_at > now() group by account, region) each
      union all
      select 'event-actions', max(n)
        from (select count(*) as n from dataexchange_event_action group by account, region) each
      union all
      select 'event-actions-of-a-data-set', max(n)
        from (select count(*) as n from dataexchange_event_action
               group by account, region, data_set) each
      union all
      select type, max(n)
        from (select d.type, count(*) as n
                from dataexchange_job d join job j on j.id = d.id::uuid
               where d.started_at is not null and d.settled_at is null and j.finished_at is null
                 and d.details->>'EventActionArn' is null
               group by d.account, d.region, d.type) each
       group by type""";

  private final Postgres postgres;
  private final DataExchangeQuotas quotas;

  /**
   * @param on whether the quotas count
   */
  public DataExchangeQuotaUseStore(Postgres postgres, boolean on) {
    this.postgres = postgres;
    this.quotas = new DataExchangeQuotas(on);
  }

  /** Each quota of accounts, also those of which nothing is used; none when they do not count. */
  public Future<List<QuotaUse>> highest() {
    if (!quotas.on()) {
      return Future.succeededFuture(List.of());
    }
    return postgres.request(HIGHEST).map(rows -> uses(used(rows)));
  }

  private static Map<String, Long> used(Iterable<Row> rows) {
    Map<String, Long> used = new HashMap<>();
    for (Row row : rows) {
      if (row.getLong("used") != null) {
        used.put(row.getString("quota"), row.getLong("used"));
      }
    }
    return used;
  }

  private List<QuotaUse> uses(Map<String, Long> used) {
    Stream<QuotaUse> kept =
        Stream.of(
            use(used, "data-sets", quotas.dataSets()),
            use(used, "data-grants", quotas.dataGrants()),
            use(used, "event-actions", quotas.eventActions()),
            use(used, "event-actions-of-a-data-set", quotas.eventActionsOfSet()));
    Stream<QuotaUse> running =
        Arrays.stream(DataJobType.values())
            .map(
                kind ->
                    new QuotaUse(
                        SERVICE,
                        "jobs-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        used.getOrDefault(kind.name(), 0L),
                        kind.atOnce().value()));
    return Stream.concat(kept, running).toList();
  }

  private static QuotaUse use(Map<String, Long> used, String quota, int limit) {
    return new QuotaUse(SERVICE, quota, used.getOrDefault(quota, 0L), limit);
  }
}
