package io.longshore.botocore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pages of a service's lists in botocore's format {@code paginators-1}, made from its model: an
 * operation has pages if it takes and returns NextToken, and returns one list.
 */
final class PaginatorModel {

  private static final String TOKEN = "NextToken";
  private static final String LIMIT = "MaxResults";

  private PaginatorModel() {}

  /** Makes the paginators of a model in the format {@code service-2}. */
  static ObjectNode of(JsonNode model) {
    ObjectNode paginators = JsonNodeFactory.instance.objectNode();
    ObjectNode all = paginators.putObject("pagination");
    for (JsonNode operation : model.path("operations")) {
      JsonNode input = members(model, operation.path("input"));
      JsonNode output = members(model, operation.path("output"));
      List<String> lists = lists(model, output);
      if (input.has(TOKEN) && output.has(TOKEN) && lists.size() == 1) {
        ObjectNode pages = all.putObject(operation.path("name").asText());
        pages.put("input_token", TOKEN).put("output_token", TOKEN);
        if (input.has(LIMIT)) {
          pages.put("limit_key", LIMIT);
        }
        pages.put("result_key", lists.get(0));
        addOthers(pages, output, lists.get(0));
      }
    }
    return paginators;
  }

  /** Members that botocore leaves out of the joined pages unless they are named. */
  private static void addOthers(ObjectNode pages, JsonNode output, String list) {
    List<String> others = new ArrayList<>();
    output
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(TOKEN) && !name.equals(list)) {
                others.add(name);
              }
            });
    if (!others.isEmpty()) {
      others.forEach(pages.putArray("non_aggregate_keys")::add);
    }
  }

  private static JsonNode members(JsonNode model, JsonNode reference) {
    return shape(model, reference).path("members");
  }

  private static JsonNode shape(JsonNode model, JsonNode reference) {
    return model.path("shapes").path(reference.path("shape").asText());
  }

  private static List<String> lists(JsonNode model, JsonNode members) {
    List<String> lists = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      if (shape(model, member.getValue()).path("type").asText().equals("list")) {
        lists.add(member.getKey());
      }
    }
    return lists;
  }
}
