package io.longshore.operator.test;

import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** The rules of calls in the database, which all replicas share. */
final class CallRuleStore {

  private static final String ALL =
      "SELECT f.id, f.account, f.rule, f.times, f.happened FROM test_fault f ORDER BY f.id";

  private static final String ADD =
      """
      INSERT INTO test_fault (account, rule, times)
      SELECT $1, r.rule, (r.rule ->> 'Times')::bigint
        FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS r(rule, place) ORDER BY r.place""";

  private static final String CLEAR =
      """
      DELETE FROM test_fault f
       WHERE f.account IS NOT DISTINCT FROM $1 AND (f.rule ? 'Effect') = $2""";

  private static final String REMOVE =
      """
      DELETE FROM test_fault f
       WHERE f.account IS NOT DISTINCT FROM $1
         AND f.rule IN (SELECT r.rule FROM jsonb_array_elements($2::jsonb) AS r(rule))""";

  private static final String TAKE =
      """
      UPDATE test_fault f SET happened = f.happened + 1
       WHERE f.id = $1 AND (f.times IS NULL OR f.happened < f.times) RETURNING f.id""";

  private final Postgres postgres;

  CallRuleStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** All rules in the order of their evaluation. */
  Future<List<CallRule>> all() {
    return postgres.request(ALL).map(rows -> rows.stream().map(CallRuleStore::rule).toList());
  }

  /**
   * Replaces the rules of an account, or those for all accounts.
   *
   * @param effects whether those that LocalStack's effects are stored as, or the others
   */
  Future<Void> set(Optional<String> account, List<JsonObject> rules, boolean effects) {
    return postgres.transact(
        tx ->
            tx.execute(CLEAR, Tuple.of(account.orElse(null), effects))
                .compose(cleared -> add(tx, account, rules)));
  }

  Future<Void> add(Optional<String> account, List<JsonObject> rules) {
    return postgres.transact(tx -> add(tx, account, rules));
  }

  private static Future<Void> add(
      Transaction tx, Optional<String> account, List<JsonObject> rules) {
    return tx.execute(ADD, Tuple.of(account.orElse(null), new JsonArray(rules))).mapEmpty();
  }

  /** Removes the rules that equal one of those. */
  Future<Void> remove(Optional<String> account, List<JsonObject> rules) {
    return postgres
        .request(REMOVE, Tuple.of(account.orElse(null), new JsonArray(rules)))
        .mapEmpty();
  }

  /** Counts that a rule happens to a call; returns whether it still does. */
  Future<Boolean> take(CallRule rule) {
    return postgres.request(TAKE, Tuple.of(rule.id())).map(rows -> rows.size() == 1);
  }

  private static CallRule rule(Row row) {
    Optional<Long> times = Optional.ofNullable(row.getLong("times"));
    return new CallRule(
        row.getLong("id"),
        Optional.ofNullable(row.getString("account")),
        (JsonObject) row.getJson("rule"),
        times,
        times.map(most -> most - row.getLong("happened")).orElse(Long.MAX_VALUE));
  }
}
