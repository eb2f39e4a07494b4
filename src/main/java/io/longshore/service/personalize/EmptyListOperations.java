package io.longshore.service.personalize;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.resource.ListPage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The lists of resources that this server does not have; they are always empty. Clean-up programs
 * read these lists first and continue when they are empty.
 */
final class EmptyListOperations {

  /** The response's member with the list, by operation. */
  static final Map<String, String> MEMBERS =
      Map.ofEntries(
          Map.entry("ListBatchInferenceJobs", "batchInferenceJobs"),
          Map.entry("ListBatchSegmentJobs", "batchSegmentJobs"),
          Map.entry("ListCampaigns", "campaigns"),
          Map.entry("ListFilters", "Filters"),
          Map.entry("ListMetricAttributionMetrics", "metrics"),
          Map.entry("ListMetricAttributions", "metricAttributions"),
          Map.entry("ListRecipes", "recipes"),
          Map.entry("ListRecommenders", "recommenders"),
          Map.entry("ListSolutionVersions", "solutionVersions"),
          Map.entry("ListSolutions", "solutions"));

  private EmptyListOperations() {}

  /** These lists have one page, so every nextToken is refused. */
  static Future<ServiceResponse> list(Call call, String member) {
    ListPage page = PersonalizeLists.page(call, "");
    return Future.succeededFuture(
        page.answer(member, List.<JsonObject>of(), each -> each, each -> ""));
  }
}
