package io.longshore.service.cleanroomsml.generation;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Waiting;
import io.longshore.job.PermanentFailure;
import io.longshore.service.cleanroomsml.generation.RankingStore.Ranking;
import io.longshore.service.cleanroomsml.generation.ScoredRunStore.Run;
import io.longshore.service.cleanroomsml.model.ModelStore.Model;
import io.longshore.service.cleanroomsml.model.UserProfile.Part;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The order of an audience and its metrics, ranked from sorted runs and by SQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AudiencePublicationIT {

  private static final int USERS = 12_500;
  private static final List<UUID> LOADS = List.of(new UUID(0, 1), new UUID(0, 2));

  /** How older versions rank. */
  private static final String OLDER_RANK =
      """
      with scores as (
        select u.who, u.score, u.trial, u.part
          from cleanroomsml_scored s, unnest(s.users, s.scores, s.trials, s.parts)
               u(who, score, trial, part)
         where s.container = $1 and s.load = any($2))
      insert into cleanroomsml_audience (container, bucket, block, lines)
      select $1, (block % 256)::smallint, block,
             string_agg('{"user_id":' || to_json(who)::text || E'}\\n', '' order by place)
        from (select who, place, ((place - 1) / 1000)::int as block
                from (select who, row_number() over (
                               order by part > 0 desc, score desc, who collate "C") as place
                        from scores where part = 0 or $3) ranked) blocks
       group by block""";

  private final Vertx vertx = Vertx.vertx();
  private Postgres postgres;

  @BeforeAll
  void open() {
    postgres = Postgres.connect(vertx, Backends.migratedDatabase());
  }

  @AfterAll
  void close() {
    await(postgres.close());
    await(vertx.close());
  }

  /** Few scores, so that ids decide, and ids with all that JSON escapes. */
  private static List<ScoredUser> users(boolean withSeed) {
    Random random = new Random(9);
    List<ScoredUser> users = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      String text = user % 100 == 0 ? "\"\\\t\n\b\f\r\u0001\u001f\u007fé😀/" + user : "u" + user;
      Part part = !withSeed || random.nextInt(20) > 0 ? Part.OUTSIDE : Part.values()[user % 2 + 1];
      users.add(
          new ScoredUser(
              text.getBytes(StandardCharsets.UTF_8),
              random.nextInt(40) - 20,
              random.nextInt(30) - 10,
              part));
    }
    return users;
  }

  private static JsonObject spec(String id, boolean withSeed) {
    JsonArray bins = new JsonArray().add(1).add(7).add(3000).add(11_000).add(1_000_000);
    return new JsonObject()
        .put("generationJobId", id)
        .put("includeSeedInOutput", withSeed)
        .put(
            "audienceSizeConfig",
            new JsonObject().put("audienceSizeType", "ABSOLUTE").put("audienceSizeBins", bins));
  }

  /** In runs of some thousand users; those of the second load, if {@code arrays}, as arrays. */
  private void store(String id, List<ScoredUser> users, boolean arrays) {
    ScoredRunStore runs = new ScoredRunStore(postgres, id);
    ScoreArraysStore older = new ScoreArraysStore(postgres, id);
    int number = 0;
    for (int from = 0; from < users.size(); from += 1700) {
      List<ScoredUser> some = users.subList(from, Math.min(users.size(), from + 1700));
      UUID load = LOADS.get(number % 2);
      int page = number;
      if (arrays && number % 2 == 1) {
        await(postgres.transact(tx -> older.add(tx, load, page, some)));
      } else {
        await(runs.add(new Run(number % 3, load, number), 0, ScoredPages.of(some)));
      }
      number++;
    }
    await(older.mark(LOADS.get(0)));
  }

  private Future<Void> publish(String id, boolean withSeed, long users) {
    AudiencePublication publication =
        new AudiencePublication(
            vertx.createSharedWorkerExecutor("test"),
            id,
            spec(id, withSeed),
            new Model("model", users, 1),
            new RankingStore(postgres),
            new ScoredRunStore(postgres, id),
            new ScoreArraysStore(postgres, id));
    return postgres.transact(tx -> publication.publish(tx, LOADS));
  }

  private List<String> lines(String id) {
    return await(
        postgres
            .work(
                "select lines from cleanroomsml_audience where container = $1 order by block",
                Tuple.of(id))
            .map(rows -> rows.stream().map(row -> row.getString("lines")).toList()));
  }

  private long rows(String table, String id) {
    return await(
        postgres
            .work("select 1 from " + table + " where container = $1", Tuple.of(id))
            .map(rows -> (long) rows.size()));
  }

  @Test
  void order_and_metrics_are_those_of_sql_whatever_the_runs() {
    for (boolean withSeed : List.of(true, false)) {
      List<ScoredUser> users = users(withSeed);
      String merged = "merged-" + withSeed;
      String mixed = "mixed-" + withSeed;
      store(merged, users, false);
      store(mixed, users, true);

      await(publish(merged, withSeed, USERS));
      await(publish(mixed, withSeed, USERS));

      Ranking ranking = await(new RankingStore(postgres).find(merged)).orElseThrow();
      Ranking bySql = await(new RankingStore(postgres).find(mixed)).orElseThrow();
      assertThat(ranking.metrics()).isEqualTo(bySql.metrics());
      assertThat(ranking.users()).isEqualTo(bySql.users()).isEqualTo(USERS);
      assertThat(ranking.metrics().getDouble("recallMetric") > 0).isEqualTo(withSeed);
      assertThat(lines(merged)).hasSize(13).isEqualTo(lines(mixed));
      assertThat(rows("cleanroomsml_scored", merged)).isZero();
      assertThat(rows("cleanroomsml_scored_run", merged)).isZero();
      assertThat(rows("cleanroomsml_scored_run", mixed)).isZero();
    }
  }

  @Test
  void the_seed_is_left_out_unless_it_is_wanted() {
    List<ScoredUser> users = users(true);
    store("without", users, false);
    store("without-sql", users, true);

    await(publish("without", false, USERS));
    await(publish("without-sql", false, USERS));

    assertThat(await(new RankingStore(postgres).find("without")).orElseThrow().users())
        .isEqualTo(users.stream().filter(ScoredUser::isOutside).count());
    assertThat(lines("without")).isEqualTo(lines("without-sql"));
  }

  @Test
  void an_audience_that_misses_users_of_the_model_is_not_published() {
    store("missing", users(true), false);

    assertThat(Waiting.failure(publish("missing", false, USERS + 1)))
        .isInstanceOf(PermanentFailure.class)
        .hasMessageContaining("was deleted while the job ran");

    assertThat(lines("missing")).isEmpty();
    assertThat(await(new RankingStore(postgres).find("missing"))).isEmpty();
  }

  @Test
  void a_replica_of_an_older_version_fails_instead_of_ranking_a_part() {
    store("older", users(true), true);

    Future<?> ranked =
        postgres.work(
            OLDER_RANK, Tuple.of("older").addValue(LOADS.toArray(UUID[]::new)).addValue(false));

    assertThat(Waiting.failure(ranked))
        .isInstanceOfSatisfying(
            PgException.class, error -> assertThat(error.getSqlState()).isEqualTo("23502"));
  }
}
