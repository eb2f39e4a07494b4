package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.QuotaUse;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much of their quotas accounts use, seen from whom that is nearest to the end. */
public final class CleanRoomsMlQuotaUseStore {

  private static final String SERVICE = "cleanroomsml";

  private static final String HIGHEST =
      """
      select type, max(n) as used
        from (select type, count(*) as n from job
               where finished_at is null
                 and type in ('cleanroomsml.training', 'cleanroomsml.generation',
                              'cleanroomsml.export')
               group by account, region, type) each
       group by type""";

  private final Postgres postgres;

  public CleanRoomsMlQuotaUseStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Each quota, also those of which nothing is used. */
  public Future<List<QuotaUse>> highest() {
    return postgres.request(HIGHEST).map(rows -> uses(used(rows)));
  }

  private static Map<String, Long> used(Iterable<Row> rows) {
    Map<String, Long> used = new HashMap<>();
    rows.forEach(row -> used.put(row.getString("type"), row.getLong("used")));
    return used;
  }

  private static List<QuotaUse> uses(Map<String, Long> used) {
    return List.of(
        use(
            used,
            CleanRoomsMlJobStatus.TRAINING,
            "jobs-training",
            CleanRoomsMlQuotaStore.AUDIENCE_MODELS),
        use(
            used,
            CleanRoomsMlJobStatus.GENERATION,
            "jobs-generation",
            CleanRoomsMlQuotaStore.GENERATION_JOBS),
        use(used, CleanRoomsMlJobStatus.EXPORT, "jobs-export", CleanRoomsMlQuotaStore.EXPORT_JOBS));
  }

  private static QuotaUse use(Map<String, Long> used, String type, String quota, int limit) {
    return new QuotaUse(SERVICE, quota, used.getOrDefault(type, 0L), limit);
  }
}
