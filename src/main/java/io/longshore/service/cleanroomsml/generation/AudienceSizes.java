package io.longshore.service.cleanroomsml.generation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The sizes for which relevance is measured.
 *
 * @param type ABSOLUTE, or PERCENTAGE of the model's users
 */
public record AudienceSizes(String type, List<Integer> bins, long modelUsers) {

  /**
   * Of a generation job; none when its {@code audienceSizeConfig} is left out.
   *
   * @param modelUsers how many users the model has
   */
  static AudienceSizes of(JsonObject spec, long modelUsers) {
    JsonObject config = spec.getJsonObject("audienceSizeConfig");
    if (config == null) {
      return new AudienceSizes("ABSOLUTE", List.of(), modelUsers);
    }
    List<Integer> bins =
        config.getJsonArray("audienceSizeBins").stream()
            .map(bin -> ((Number) bin).intValue())
            .toList();
    return new AudienceSizes(config.getString("audienceSizeType"), bins, modelUsers);
  }

  /** How many users a size asks for. */
  public static long users(String type, int value, long modelUsers) {
    return type.equals("PERCENTAGE") ? Math.max(1, modelUsers * value / 100) : value;
  }

  /** How many users there are for each size, of those that can be had. */
  List<Long> places(long available) {
    return bins.stream().map(bin -> place(bin, available)).distinct().toList();
  }

  private long place(int bin, long available) {
    return Math.min(users(type, bin, modelUsers), available);
  }

  /**
   * The members of an audience's {@code metrics}.
   *
   * @param sums of the trial scores of the first users, by how many
   */
  JsonObject metrics(RelevanceScores measured, Map<Long, Double> sums) {
    JsonArray relevance = new JsonArray();
    for (int bin : bins) {
      long place = place(bin, measured.outside());
      double score = place == 0 ? 0 : measured.relevance(sums.get(place) / place);
      relevance.add(
          new JsonObject()
              .put("audienceSize", new JsonObject().put("type", type).put("value", bin))
              .put("score", score));
    }
    return new JsonObject()
        .put("relevanceMetrics", relevance)
        .put("recallMetric", measured.recall());
  }
}
