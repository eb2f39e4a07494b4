package io.longshore.service.resource;

import io.longshore.api.QuotaUse;
import io.longshore.service.QuotaCounts;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts the use of a service's quotas. */
public final class QuotaUseStore implements QuotaCounts {

  private static final String HIGHEST =
      """
      select distinct on (e.quota) e.quota, e.account, e.used from (%s) e
       where $1::text is null or e.account = $1
       order by e.quota, e.used desc, e.account""";

  private final Postgres postgres;
  private final String service;
  private final String statement;
  private final List<QuotaRule> rules;

  /**
   * @param counts a statement that gives rows of {@code quota}, the name under which it is counted,
   *     {@code account}, and {@code used}
   */
  public QuotaUseStore(Postgres postgres, String service, String counts, List<QuotaRule> rules) {
    this.postgres = postgres;
    this.service = service;
    this.statement = HIGHEST.formatted(counts);
    this.rules = rules;
  }

  /** The use of each quota, also when it is 0; empty without a query when there are no rules. */
  @Override
  public Future<List<QuotaUse>> highest(Optional<String> account) {
    return rules.isEmpty()
        ? Future.succeededFuture(List.of())
        : postgres.request(statement, Tuple.of(account.orElse(null))).map(this::uses);
  }

  private List<QuotaUse> uses(Iterable<Row> rows) {
    Map<String, Row> highest = new HashMap<>();
    rows.forEach(row -> highest.put(row.getString("quota"), row));
    return rules.stream()
        .map(rule -> use(rule, Optional.ofNullable(highest.get(rule.counted()))))
        .toList();
  }

  private QuotaUse use(QuotaRule rule, Optional<Row> highest) {
    return new QuotaUse(
        service,
        rule.gauge(),
        highest.map(row -> row.getLong("used")).orElse(0L),
        rule.limit(),
        highest.map(row -> row.getString("account")));
  }
}
