package io.longshore.service.cleanroomsml;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.cleanroomsml.AudienceJobsIT.csv;
import static io.longshore.service.cleanroomsml.AudienceJobsIT.interactions;
import static io.longshore.service.cleanroomsml.AudienceJobsIT.seed;
import static io.longshore.service.cleanroomsml.AudienceJobsIT.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.cleanroomsml.generation.RankingStore;
import io.longshore.service.cleanroomsml.model.ModelStore;
import io.longshore.store.HashBucket;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A model whose users are rows of their own, as versions before migration 411 stored them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlderModelIT {

  private static final String MODEL =
      "arn:aws:cleanrooms-ml:us-east-1:000000000000:audience-model/m";
  @AutoClose private final AudienceFixture rig = new AudienceFixture("older-model");

  @Test
  void a_model_that_an_older_version_has_trained_gives_the_same_audience() {
    String model = MODEL + "-older";
    rig.put("rows/rows.csv", csv(interactions()));
    rig.put("seed.jsonl", seed(100));
    succeeded(rig.run("cleanroomsml.training", rig.training(MODEL, "rows")));
    JsonObject generation = rig.generation("planted", MODEL, "seed.jsonl", 100, 500, 1900);
    succeeded(rig.run("cleanroomsml.generation", generation));
    succeeded(rig.run("cleanroomsml.training", rig.training(model, "rows")));
    String container = await(new ModelStore(rig.postgres).find(model)).orElseThrow().container();
    Map<String, long[]> users = rig.users(container);
    for (String table : List.of("cleanroomsml_profile", "cleanroomsml_profile_block")) {
      await(
          rig.postgres.work("delete from " + table + " where container = $1", Tuple.of(container)));
    }
    users.forEach(
        (user, items) ->
            await(
                rig.postgres.work(
                    "insert into cleanroomsml_profile (container, bucket, id, items)"
                        + " values ($1, $2, $3, $4)",
                    Tuple.of(container, HashBucket.of(user), user)
                        .addValue(Arrays.stream(items).boxed().toArray(Long[]::new)))));

    succeeded(
        rig.run(
            "cleanroomsml.generation",
            rig.generation("older", model, "seed.jsonl", 100, 500, 1900)));

    succeeded(rig.run("cleanroomsml.export", rig.export("older", "all", "PERCENTAGE", 100)));
    succeeded(rig.run("cleanroomsml.export", rig.export("planted", "same", "PERCENTAGE", 100)));
    assertThat(rig.exported("older", "all")).isEqualTo(rig.exported("planted", "same"));
    assertThat(await(new RankingStore(rig.postgres).find("older")).orElseThrow().metrics())
        .isEqualTo(await(new RankingStore(rig.postgres).find("planted")).orElseThrow().metrics());
  }
}
