package io.longshore.service.cleanroomsml.generation;

import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Scores as older versions store them, and their ranking by SQL: for jobs of which replicas of
 * older versions have run some pieces. Jobs of this version have a mark here.
 */
final class ScoreArraysStore {

  private static final String ADD =
      """
      insert into cleanroomsml_scored
        (container, bucket, load, page, users, scores, trials, parts)
      values ($1, $2, $3, $4, $5, $6, $7, $8)""";

  /**
   * A commit of an older version makes blocks without a line of so many users that are null, and
   * fails.
   */
  private static final String MARK =
      """
      insert into cleanroomsml_scored
        (container, bucket, load, page, users, scores, trials, parts)
      select $1, 0, $2, -1, array_fill(null::text, array[2000]),
             array_fill(-9223372036854775807, array[2000]), array_fill(0::bigint, array[2000]),
             array_fill(0::smallint, array[2000])""";

  private static final String IS_USED =
      """
      -- all buckets: one row of any
      select 1 from cleanroomsml_scored
       where container = $1 and load = any($2) and page >= 0 limit 1""";

  private static final String USERS =
      """
      select coalesce(sum(length(lines) - length(replace(lines, E'\\n', ''))), 0)::bigint as users
        from cleanroomsml_audience -- all buckets: one row for every thousand users
       where container = $1""";

  private static final String SCORES =
      """
      -- all buckets: a rank is among all of them
      with scores as (
        select u.who, u.score, u.trial, u.part
          from cleanroomsml_scored s, unnest(s.users, s.scores, s.trials, s.parts)
               u(who, score, trial, part)
         where s.container = $1 and s.load = any($2) and s.page >= 0)
      """;

  private static final String RANK =
      SCORES
          + """
            insert into cleanroomsml_audience (container, bucket, block, lines)
            select $1, (block % 256)::smallint, block,
                   string_agg('{"user_id":' || to_json(who)::text || E'}\\n', '' order by place)
              from (select who, place, ((place - 1) / 1000)::int as block
                      from (select who, row_number() over (
                                     order by part > 0 desc, score desc, who collate "C") as place
                              from scores where part = 0 or $3) ranked) blocks
             group by block""";

  private static final String MEASURE =
      SCORES
          + """
            select count(*) as users,
                   count(*) filter (where part = 0) as outside,
                   coalesce(sum(trial) filter (where part = 0), 0)::float8 as outside_sum,
                   count(*) filter (where part = 2) as held,
                   coalesce(sum(trial) filter (where part = 2), 0)::float8 as held_sum,
                   count(*) filter (where part = 2 and place <= ceil(others * 0.2)) as found
              from (select part, trial, count(*) filter (where part <> 1) over () as others,
                           row_number() over (order by part = 1, trial desc, who collate "C")
                             as place
                      from scores) placed""";

  private static final String TRIAL_SUMS =
      SCORES
          + """
            select place, total
              from (select row_number() over best as place, (sum(trial) over best)::float8 as total
                      from scores where part = 0
                    window best as (order by score desc, who collate "C"
                                     rows unbounded preceding)) summed
             where place = any($3)""";

  private static final String CLEAR =
      """
      -- all buckets: one row for every thousand users
      delete from cleanroomsml_scored where container = $1""";

  private static final String DISCARD_LOAD =
      """
      -- all buckets: one row for every thousand users
      delete from cleanroomsml_scored where container = $1 and load = $2""";

  private final Postgres postgres;
  private final String job;

  ScoreArraysStore(Postgres postgres, String job) {
    this.postgres = postgres;
    this.job = job;
  }

  /** Makes commits of older versions fail, which do not find the load's users. */
  Future<Void> mark(UUID load) {
    return postgres.work(MARK, Tuple.of(job, load)).mapEmpty();
  }

  /** Whether a replica of an older version has scored users of these loads. */
  Future<Boolean> isUsed(List<UUID> loads) {
    return postgres.work(IS_USED, values(loads)).map(found -> found.size() > 0);
  }

  /** Adds scored users, under the load that they are ranked with. */
  Future<Void> add(Transaction tx, UUID load, int page, List<ScoredUser> users) {
    Tuple values = Tuple.of(job, (short) 0, load, page);
    values.addValue(
        users.stream()
            .map(user -> new String(user.id(), StandardCharsets.UTF_8))
            .toArray(String[]::new));
    values.addValue(users.stream().map(ScoredUser::score).toArray(Long[]::new));
    values.addValue(users.stream().map(ScoredUser::trial).toArray(Long[]::new));
    values.addValue(
        users.stream().map(user -> (short) user.part().ordinal()).toArray(Short[]::new));
    return tx.execute(ADD, values).mapEmpty();
  }

  /** Ranks the users; the seed comes first, if it is included. Returns their number. */
  Future<Long> rank(Transaction tx, List<UUID> loads, boolean withSeed) {
    return tx.execute(RANK, values(loads).addValue(withSeed))
        .compose(ranked -> tx.execute(USERS, Tuple.of(job)))
        .map(rows -> rows.iterator().next().getLong("users"));
  }

  Future<RelevanceScores> measure(Transaction tx, List<UUID> loads) {
    return tx.execute(MEASURE, values(loads)).map(rows -> measured(rows.iterator().next()));
  }

  /** The sums of the trial scores of the best users outside of the seed, by the number of users. */
  Future<Map<Long, Double>> trialSums(Transaction tx, List<UUID> loads, List<Long> places) {
    return tx.execute(TRIAL_SUMS, values(loads).addValue(places.toArray(Long[]::new)))
        .map(
            rows -> {
              Map<Long, Double> sums = new HashMap<>();
              rows.forEach(row -> sums.put(row.getLong("place"), row.getDouble("total")));
              return sums;
            });
  }

  Future<Void> clear(Transaction tx) {
    return tx.execute(CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> discard() {
    return postgres.work(CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> discard(UUID load) {
    return postgres.work(DISCARD_LOAD, Tuple.of(job, load)).mapEmpty();
  }

  private Tuple values(List<UUID> loads) {
    return Tuple.of(job).addValue(loads.toArray(UUID[]::new));
  }

  private static RelevanceScores measured(Row row) {
    return new RelevanceScores(
        row.getLong("users"),
        row.getLong("outside"),
        row.getDouble("outside_sum"),
        row.getLong("held"),
        row.getDouble("held_sum"),
        row.getLong("found"));
  }
}
