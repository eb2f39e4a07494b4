package io.longshore.service.resource;

import io.longshore.api.QuotaUse;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the use of a service's quotas by the account that uses most of each. */
public final class QuotaUseStore {

  private final Postgres postgres;
  private final String service;
  private final String statement;
  private final List<QuotaRule> rules;

  /**
   * @param statement gives rows of {@code quota}, the name under which it is counted, and {@code
   *     used}, which is null or has no row when nothing is used
   */
  public QuotaUseStore(Postgres postgres, String service, String statement, List<QuotaRule> rules) {
    this.postgres = postgres;
    this.service = service;
    this.statement = statement;
    this.rules = rules;
  }

  /** The use of each quota, also when it is 0; empty without a query when there are no rules. */
  public Future<List<QuotaUse>> highest() {
    return rules.isEmpty()
        ? Future.succeededFuture(List.of())
        : postgres.request(statement).map(this::uses);
  }

  private List<QuotaUse> uses(Iterable<Row> rows) {
    Map<String, Long> used = new HashMap<>();
    rows.forEach(row -> used.put(row.getString("quota"), row.getLong("used")));
    return rules.stream().map(rule -> use(rule, used.get(rule.counted()))).toList();
  }

  private QuotaUse use(QuotaRule rule, Long used) {
    return new QuotaUse(service, rule.gauge(), used == null ? 0 : used, rule.limit());
  }
}
