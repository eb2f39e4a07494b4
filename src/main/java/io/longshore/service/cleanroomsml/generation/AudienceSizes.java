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
   * The sizes of a generation job; none when it has no {@code audienceSizeConfig}.
   *
   * @param modelUsers the number of the model's users
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

  /** The number of users of a size. */
  public static long users(String type, int value, long modelUsers) {
    return type.equals("PERCENTAGE") ? Math.max(1, modelUsers * value / 100) : value;
  }

  /** The number of users of each size, at most those that are available. */
  List<Long> places(long available) {
    return bins.stream().map(bin -> place(bin, available)).distinct().toList();
  }

  private long place(int bin, long available) {
    return Math.min(users(type, bin, modelUsers), available);
  }

  /**
   * The members of an audience's {@code metrics}.
   *
   * @param sums the sums of the first users' trial scores, by the number of users
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
