package io.longshore.service.cleanroomsml.generation;

import io.longshore.service.cleanroomsml.generation.RankedBlocks.Blocks;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rows of ranked audiences. */
public final class RankingStore {

  /** The number of users of an audience's block; the last one may have fewer. */
  public static final int BLOCK = 1000;

  private static final String REMEMBER =
      """
      insert into cleanroomsml_ranking (generation, container, model_users, users, metrics)
      values ($1, $2, $3, $4, $5)""";

  private static final String ADD_BLOCKS =
      """
      insert into cleanroomsml_audience (container, bucket, block, lines)
      select $1, (b.block % 256)::smallint, b.block, b.lines
        from unnest($2::integer[], $3::text[]) b(block, lines)""";

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

  /** Adds blocks of an audience; see {@link RankedBlocks}. */
  Future<Void> addBlocks(Transaction tx, String job, Blocks blocks) {
    if (blocks.lines().isEmpty()) {
      return Future.succeededFuture();
    }
    int end = blocks.first() + blocks.lines().size();
    Tuple values =
        Tuple.of(job)
            .addValue(IntStream.range(blocks.first(), end).boxed().toArray(Integer[]::new))
            .addValue(blocks.lines().toArray(String[]::new));
    return tx.execute(ADD_BLOCKS, values).mapEmpty();
  }

  Future<Void> remember(Transaction tx, String generation, Ranking ranking) {
    return tx.execute(
            REMEMBER,
            Tuple.of(
                generation,
                ranking.container(),
                ranking.modelUsers(),
                ranking.users(),
                ranking.metrics()))
        .mapEmpty();
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

  private static Ranking ranking(Row row) {
    return new Ranking(
        row.getString("container"),
        row.getLong("model_users"),
        row.getLong("users"),
        (JsonObject) row.getValue("metrics"));
  }
}
