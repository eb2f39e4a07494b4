package io.longshore.service.cleanroomsml.model;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Waiting;
import io.longshore.service.cleanroomsml.AudienceFixture;
import io.longshore.service.cleanroomsml.model.ModelStore.Model;
import io.longshore.service.cleanroomsml.profile.InteractionChunk;
import io.longshore.store.HashBucket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From staged interactions of this version and of older ones to a model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelBuildIT {

  private static final String ADD_CHUNK =
      """
      insert into cleanroomsml_staged_chunk (container, bucket, id, load, interactions)
      values ($1, $2, $3, $4, $5)""";

  private static final String ADD_ARRAYS =
      """
      insert into cleanroomsml_staged (container, bucket, id, load, users, items)
      values ($1, $2, $3, $4, $5, $6)""";

  /** How older versions build profiles. */
  private static final String OLDER_BUILD =
      """
      insert into cleanroomsml_profile (container, bucket, id, items)
      select $1, bucket, who, (array_agg(item order by item))[1:500]
        from (select distinct s.bucket, i.who, i.item
                from cleanroomsml_staged s, unnest(s.users, s.items) i(who, item)
               where s.container = $1 and s.load = any($2)) seen
       group by bucket, who""";

  private static final UUID LOAD = new UUID(0, 1);
  private static final UUID OLDER_LOAD = new UUID(0, 2);
  private static final UUID LOST_LOAD = new UUID(0, 3);

  @AutoClose private final AudienceFixture rig = new AudienceFixture("model-build");

  @AutoClose("close")
  private final Vertx vertx = Vertx.vertx();

  private final Map<String, TreeSet<Long>> expected = new TreeMap<>();
  private final Map<Integer, List<Object[]>> interactions = new TreeMap<>();

  @BeforeAll
  void interactions() {
    Random random = new Random(11);
    for (int row = 0; row < 30_000; row++) {
      String user = "user-" + (int) (Math.pow(random.nextDouble(), 3) * 400);
      long item = random.nextInt(700);
      expected.computeIfAbsent(user, none -> new TreeSet<>()).add(item);
      interactions
          .computeIfAbsent((int) HashBucket.of(user), none -> new ArrayList<>())
          .add(new Object[] {user, item});
    }
    expected.replaceAll(
        (user, items) -> items.stream().limit(500).collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Every other bucket as older versions do, and a load that is not to be seen. */
  private void stage(String container) {
    interactions.forEach(
        (bucket, rows) -> {
          if (bucket % 2 == 0) {
            stageArrays(container, bucket, rows);
          } else {
            stageChunks(container, bucket, rows, LOAD);
          }
          stageChunks(container, bucket, List.<Object[]>of(new Object[] {"lost", 5L}), LOST_LOAD);
        });
    await(new ModelStore(rig.postgres).mark(container, LOAD));
  }

  private void stageArrays(String container, int bucket, List<Object[]> rows) {
    for (int from = 0; from < rows.size(); from += 100) {
      List<Object[]> some = rows.subList(from, Math.min(rows.size(), from + 100));
      Tuple values = Tuple.of(container, (short) bucket, "old/%08d".formatted(from), OLDER_LOAD);
      values.addValue(some.stream().map(row -> (String) row[0]).toArray(String[]::new));
      values.addValue(some.stream().map(row -> (Long) row[1]).toArray(Long[]::new));
      await(rig.postgres.work(ADD_ARRAYS, values));
    }
  }

  private void stageChunks(String container, int bucket, List<Object[]> rows, UUID load) {
    InteractionChunk chunk = new InteractionChunk();
    for (int at = 0; at < rows.size(); at++) {
      byte[] user = ((String) rows.get(at)[0]).getBytes(StandardCharsets.UTF_8);
      chunk.add(user, (Long) rows.get(at)[1]);
      if (at % 200 == 199 || at == rows.size() - 1) {
        Tuple values = Tuple.of(container, (short) bucket, "%s/%08d".formatted(load, at), load);
        await(rig.postgres.work(ADD_CHUNK, values.addValue(Buffer.buffer(chunk.take()))));
      }
    }
  }

  private Model build(String container, int most) {
    StagedRows staged =
        new StagedRows(
            vertx.createSharedWorkerExecutor("test"),
            rig.postgres,
            container,
            List.of(LOAD, OLDER_LOAD));
    ModelStore models = new ModelStore(rig.postgres);
    return await(
        rig.postgres.transact(
            tx ->
                models
                    .begin(tx)
                    .compose(
                        begun ->
                            new AudienceModelBuild(
                                    vertx.createSharedWorkerExecutor("test"),
                                    staged,
                                    models,
                                    tx,
                                    container,
                                    most)
                                .run("arn:" + container))));
  }

  private Map<String, TreeSet<Long>> found(String container) {
    Map<String, TreeSet<Long>> found = new TreeMap<>();
    rig.users(container)
        .forEach(
            (user, items) -> {
              TreeSet<Long> set = new TreeSet<>();
              for (long item : items) {
                set.add(item);
              }
              found.put(user, set);
            });
    return found;
  }

  @Test
  void a_model_has_the_interactions_of_both_versions_and_of_its_loads_only() {
    for (int most : List.of(1 << 20, 1000)) {
      String container = "built-" + most;
      stage(container);

      Model model = build(container, most);

      assertThat(found(container)).isEqualTo(expected);
      assertThat(model.users()).isEqualTo(expected.size());
      assertThat(model.interactions())
          .isEqualTo(expected.values().stream().mapToLong(Collection::size).sum());
      assertThat(await(new ModelStore(rig.postgres).find("arn:" + container))).contains(model);
      Map<Long, Long> users =
          expected.values().stream()
              .flatMap(Collection::stream)
              .collect(Collectors.groupingBy(item -> item, Collectors.counting()));
      assertThat(await(new ModelStore(rig.postgres).items(container)).size())
          .isEqualTo((int) users.values().stream().filter(count -> count > 1).count());
      String of = " where container = '%s'".formatted(container);
      assertThat(rig.rows("cleanroomsml_staged" + of)).isZero();
      assertThat(rig.rows("cleanroomsml_staged_chunk" + of)).isZero();
    }
  }

  @Test
  void a_replica_of_an_older_version_fails_instead_of_building_a_model_of_a_part() {
    stage("older");

    Future<?> built =
        rig.postgres.work(OLDER_BUILD, Tuple.of("older").addValue(new UUID[] {LOAD, OLDER_LOAD}));

    assertThat(Waiting.failure(built))
        .isInstanceOfSatisfying(
            PgException.class, error -> assertThat(error.getSqlState()).isEqualTo("23502"));
  }
}
