package io.longshore.service.personalize.resource;

import io.longshore.api.QuotaUse;
import io.longshore.config.PersonalizeConfig;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much of their quotas accounts use, seen from whom that is nearest to the end. */
public final class PersonalizeQuotaUseStore {

  private static final String SERVICE = "personalize";

  private static final String HIGHEST =
      """
      select kind, max(n) as used
        from (select kind, count(*) as n from personalize_resource
               where kind in ('schema', 'dataset-group') group by account, region, kind) each
       group by kind
      union all
      select type, max(n)
        from (select type, count(*) as n from job
               where finished_at is null and type in ('personalize.import', 'personalize.export')
               group by account, region, type
              union all
              select type, count(*) from job
               where finished_at is null and type = 'personalize.deletion'
               group by account, region, type, subject) each
       group by type""";

  private final Postgres postgres;
  private final PersonalizeConfig limits;

  public PersonalizeQuotaUseStore(Postgres postgres, PersonalizeConfig limits) {
    this.postgres = postgres;
    this.limits = limits;
  }

  /** Each quota, also those of which nothing is used; none when they do not count. */
  public Future<List<QuotaUse>> highest() {
    if (!limits.quotas()) {
      return Future.succeededFuture(List.of());
    }
    return postgres.request(HIGHEST).map(rows -> uses(used(rows)));
  }

  private static Map<String, Long> used(Iterable<Row> rows) {
    Map<String, Long> used = new HashMap<>();
    rows.forEach(row -> used.put(row.getString("kind"), row.getLong("used")));
    return used;
  }

  private List<QuotaUse> uses(Map<String, Long> used) {
    return List.of(
        use(used, "schema", "schemas", PersonalizeQuotas.MOST_SCHEMAS),
        use(used, "dataset-group", "dataset-groups", limits.datasetGroups()),
        use(used, PersonalizeJobs.IMPORT, "jobs-import", PersonalizeQuotas.MOST_UNFINISHED),
        use(used, PersonalizeJobs.EXPORT, "jobs-export", PersonalizeQuotas.MOST_UNFINISHED),
        use(
            used,
            PersonalizeJobs.DELETION,
            "jobs-deletion-of-a-group",
            PersonalizeQuotas.MOST_UNFINISHED));
  }

  private static QuotaUse use(Map<String, Long> used, String kind, String quota, int limit) {
    return new QuotaUse(SERVICE, quota, used.getOrDefault(kind, 0L), limit);
  }
}
