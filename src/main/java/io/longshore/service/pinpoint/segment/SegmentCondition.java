package io.longshore.service.pinpoint.segment;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * A segment as a condition that PostgreSQL evaluates over an endpoint's row. Most rows are decided
 * by their columns; the line of the others is parsed once.
 *
 * <p>A condition is one of
 *
 * <pre>
 * {"Dimensions": SegmentDimensions}
 * {"Members": the container of an imported segment's members}
 * {"Include": "ALL" | "ANY" | "NONE", "Of": [conditions]}
 * </pre>
 *
 * @param sql a condition over the table's columns; values of requests are parameters
 * @param parameters the values of its {@code $n}, in their order
 */
public record SegmentCondition(String sql, List<Object> parameters) {

  /** The condition that all endpoints meet. */
  public static final JsonObject EVERYONE = new JsonObject().put("Dimensions", new JsonObject());

  /**
   * @param now the time from which recency counts back
   * @param firstParameter the number of its first parameter
   * @throws ApiError when it is not valid
   */
  public static SegmentCondition of(JsonObject condition, Instant now, int firstParameter) {
    SegmentNode node = node(condition, now);
    SegmentNode.Parameters parameters = new SegmentNode.Parameters(firstParameter);
    if (node.cheap()) {
      return new SegmentCondition(node.exact(parameters), parameters.values());
    }
    String hint = node.hinted() ? node.hint(parameters) + " and " : "";
    // "offset 0" keeps the planner from parsing the line again for every condition
    String sql =
        hint
            + "(select "
            + node.exact(parameters)
            + " from (select line::jsonb as e offset 0) endpoint)";
    return new SegmentCondition(sql, parameters.values());
  }

  /** The condition that joins conditions; without any, all endpoints meet it. */
  static JsonObject joined(String include, List<JsonObject> conditions) {
    return new JsonObject()
        .put("Include", include)
        .put("Of", new JsonArray(List.copyOf(conditions)));
  }

  private static SegmentNode node(JsonObject condition, Instant now) {
    if (condition.containsKey("Dimensions")) {
      return SegmentNode.all(SegmentRules.nodes(condition.getJsonObject("Dimensions"), now));
    }
    if (condition.containsKey("Members")) {
      return members(condition.getString("Members"));
    }
    List<SegmentNode> nodes =
        condition.getJsonArray("Of").stream().map(each -> node((JsonObject) each, now)).toList();
    return switch (condition.getString("Include")) {
      case "ANY" -> SegmentNode.any(nodes);
      case "NONE" -> SegmentNode.none(nodes);
      default -> SegmentNode.all(nodes);
    };
  }

  private static SegmentNode members(String container) {
    return new SegmentNode.Columns(
        parameters ->
            "exists (select 1 from pinpoint_member m where m.container = "
                + parameters.bind(container)
                + "::text and m.bucket = pinpoint_endpoint.bucket and m.id = pinpoint_endpoint.id)");
  }
}
