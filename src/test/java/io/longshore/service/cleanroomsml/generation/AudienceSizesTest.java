package io.longshore.service.cleanroomsml.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many users a size stands for, and the metrics of an audience. */
class AudienceSizesTest {

  @ParameterizedTest
  @CsvSource({
    "ABSOLUTE, 500, 100, 500",
    "PERCENTAGE, 10, 1000, 100",
    "PERCENTAGE, 1, 199, 1",
    "PERCENTAGE, 1, 20, 1",
    "PERCENTAGE, 100, 37, 37"
  })
  void a_percentage_is_of_the_models_users_and_at_least_one(
      String type, int value, long modelUsers, long users) {
    assertThat(AudienceSizes.users(type, value, modelUsers)).isEqualTo(users);
  }

  @Test
  void a_job_without_sizes_measures_none() {
    AudienceSizes none = AudienceSizes.of(new JsonObject(), 100);

    assertThat(none.places(100)).isEmpty();
    assertThat(none.metrics(measured(4, 2), Map.of()).getJsonArray("relevanceMetrics")).isEmpty();
  }

  @Test
  void a_size_has_at_most_the_users_that_there_are_and_equal_ones_are_measured_once() {
    AudienceSizes sizes = AudienceSizes.of(spec("PERCENTAGE", 10, 50, 100), 1000);

    assertThat(sizes.places(400)).containsExactly(100L, 400L);
  }

  @Test
  void each_size_has_a_score_in_the_order_of_the_request() {
    AudienceSizes sizes = AudienceSizes.of(spec("ABSOLUTE", 2, 10), 1000);

    JsonObject metrics = sizes.metrics(measured(4, 3), Map.of(2L, 2.0, 10L, 2.0));

    assertThat(metrics.getDouble("recallMetric")).isEqualTo(0.75);
    JsonArray relevance = metrics.getJsonArray("relevanceMetrics");
    assertThat(relevance.getJsonObject(0).getJsonObject("audienceSize"))
        .isEqualTo(new JsonObject().put("type", "ABSOLUTE").put("value", 2));
    assertThat(relevance.getJsonObject(0).getDouble("score")).isEqualTo(1.0, within(1e-9));
    assertThat(relevance.getJsonObject(1).getDouble("score")).isEqualTo(0.125, within(1e-9));
  }

  @Test
  void without_users_outside_of_the_seed_every_score_is_0() {
    RelevanceScores nobody = new RelevanceScores(4, 0, 0, 4, 4.0, 4);
    JsonObject metrics = AudienceSizes.of(spec("ABSOLUTE", 5), 4).metrics(nobody, Map.of());

    assertThat(metrics.getJsonArray("relevanceMetrics").getJsonObject(0).getDouble("score"))
        .isZero();
  }

  @Test
  void relevance_is_between_the_average_user_and_the_held_out_ones() {
    RelevanceScores measured = measured(4, 1);

    assertThat(measured.relevance(0.1)).isZero();
    assertThat(measured.relevance(0.01)).isZero();
    assertThat(measured.relevance(0.5)).isEqualTo(0.5, within(1e-9));
    assertThat(measured.relevance(7)).isEqualTo(1.0);
  }

  @Test
  void a_seed_that_scores_no_better_than_average_has_no_relevance() {
    assertThat(new RelevanceScores(20, 10, 10.0, 4, 4.0, 1).relevance(2)).isZero();
  }

  @Test
  void without_held_out_users_nothing_is_recalled() {
    RelevanceScores none = new RelevanceScores(20, 10, 1.0, 0, 0, 0);

    assertThat(none.recall()).isZero();
    assertThat(none.relevance(1)).isZero();
  }

  /** Users outside score 0.1 on average, held-out ones 0.9. */
  private static RelevanceScores measured(long held, long found) {
    return new RelevanceScores(20, 10, 1.0, held, 0.9 * held, found);
  }

  private static JsonObject spec(String type, int... bins) {
    JsonArray list = new JsonArray();
    for (int bin : bins) {
      list.add(bin);
    }
    return new JsonObject()
        .put(
            "audienceSizeConfig",
            new JsonObject().put("audienceSizeType", type).put("audienceSizeBins", list));
  }
}
