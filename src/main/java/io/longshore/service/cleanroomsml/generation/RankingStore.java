package io.longshore.service.cleanroomsml.generation;

import io.longshore.service.cleanroomsml.generation.UserScoring.Scored;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The rows of scores, and of ranked audiences. */
public final class RankingStore {

  /** The number of users of an audience's block; the last one may have fewer. */
  public static final int BLOCK = 1000;

  private static final String ADD =
      """
      insert into cleanroomsml_scored
        (container, bucket, load, page, users, scores, trials, parts)
      values ($1, $2, $3, $4, $5, $6, $7, $8)""";

  private static final String SCORES =
      """
      -- all buckets: a rank is among all of them
      with scores as (
        select u.who, u.score, u.trial, u.part
          from cleanroomsml_scored s, unnest(s.users, s.scores, s.trials, s.parts)
               u(who, score, trial, part)
         where s.container = $1 and s.load = any($2))
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

  private static final String REMEMBER =
      """
      insert into cleanroomsml_ranking (generation, container, model_users, users, metrics)
      select $2, $1, $3, coalesce(sum(length(lines) - length(replace(lines, E'\\n', ''))), 0), $4
        from cleanroomsml_audience -- all buckets: one row for every thousand users
       where container = $1""";

  private static final String CLEAR =
      """
      -- all buckets: one row for every thousand users
      delete from cleanroomsml_scored where container = $1""";

  private static final String DISCARD_LOAD =
      """
      -- all buckets: one row for every thousand users
      delete from cleanroomsml_scored where container = $1 and load = $2""";

  private static final String FIND =
      """
      select container, model_users, users, metrics
        from cleanroomsml_ranking where generation = $1""";

  private static final String LINES =
      """
      select lines from cleanroomsml_audience
       where container = $1 and bucket = $2 and block = $3""";

  private static final String REMOVE =
      """
      -- all buckets: one row for every thousand users
      delete from cleanroomsml_audience where container = $1""";

  private static final String FORGET =
      """
      delete from cleanroomsml_ranking where generation = $1""";

  private final Postgres postgres;

  public RankingStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * A finished audience.
   *
   * @param container the container of its rows
   * @param modelUsers the number of the model's users
   * @param users the number of ranked users
   * @param metrics {@code relevanceMetrics} and {@code recallMetric} as the API shows them
   */
  public record Ranking(String container, long modelUsers, long users, JsonObject metrics) {}

  /** Empty before the generation job has succeeded and after its deletion. */
  public Future<Optional<Ranking>> find(String generationJobId) {
    return postgres
        .request(FIND, Tuple.of(generationJobId))
        .map(rows -> rows.stream().findFirst().map(RankingStore::ranking));
  }

  Future<Void> add(String job, int bucket, UUID load, int page, Scored scored) {
    return postgres
        .work(
            ADD,
            Tuple.of(job, (short) bucket, load, page)
                .addValue(scored.users())
                .addValue(scored.scores())
                .addValue(scored.trials())
                .addValue(scored.parts()))
        .mapEmpty();
  }

  /** Ranks the users; the seed comes first, if it is included. */
  Future<Void> rank(Transaction tx, String job, List<UUID> loads, boolean withSeed) {
    return tx.execute(RANK, values(job, loads).addValue(withSeed)).mapEmpty();
  }

  Future<RelevanceScores> measure(Transaction tx, String job, List<UUID> loads) {
    return tx.execute(MEASURE, values(job, loads)).map(rows -> measured(rows.iterator().next()));
  }

  /** The sums of the trial scores of the best users outside of the seed, by the number of users. */
  Future<Map<Long, Double>> trialSums(
      Transaction tx, String job, List<UUID> loads, List<Long> places) {
    return tx.execute(TRIAL_SUMS, values(job, loads).addValue(places.toArray(Long[]::new)))
        .map(
            rows -> {
              Map<Long, Double> sums = new HashMap<>();
              rows.forEach(row -> sums.put(row.getLong("place"), row.getDouble("total")));
              return sums;
            });
  }

  Future<Void> remember(
      Transaction tx, String generation, String job, long modelUsers, JsonObject metrics) {
    return tx.execute(REMEMBER, Tuple.of(job, generation, modelUsers, metrics)).mapEmpty();
  }

  Future<Void> clear(Transaction tx, String job) {
    return tx.execute(CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> discard(String job, UUID load) {
    return work(DISCARD_LOAD, Tuple.of(job, load));
  }

  Future<Void> discard(String job) {
    return work(CLEAR, Tuple.of(job));
  }

  /**
   * The lines of a block, counted from 0; empty when the audience was deleted.
   *
   * @param client where they are read
   */
  public Future<Optional<String>> lines(SqlClient client, String container, int block) {
    return client
        .preparedQuery(LINES)
        .execute(Tuple.of(container, (short) (block % 256), block))
        .map(rows -> rows.stream().findFirst().map(row -> row.getString("lines")));
  }

  /** Deletes an audience. */
  public Future<Void> remove(String generation, String container) {
    return work(REMOVE, Tuple.of(container)).compose(removed -> work(FORGET, Tuple.of(generation)));
  }

  private Future<Void> work(String sql, Tuple values) {
    return postgres.work(sql, values).mapEmpty();
  }

  private static Tuple values(String job, List<UUID> loads) {
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

  private static Ranking ranking(Row row) {
    return new Ranking(
        row.getString("container"),
        row.getLong("model_users"),
        row.getLong("users"),
        (JsonObject) row.getValue("metrics"));
  }
}
