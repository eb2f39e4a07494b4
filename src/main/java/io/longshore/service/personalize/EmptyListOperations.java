package io.longshore.service.personalize;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.resource.ListPage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The lists of what Personalize has and this does not serve: there is none of it. Programs that
 * clean up ask for these lists first, and go on when they are empty.
 */
final class EmptyListOperations {

  /** What an answer calls its list, by operation. */
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

  /** No page was ever followed by another, so no token is known. */
  static Future<ServiceResponse> list(Call call, String member) {
    ListPage page = PersonalizeLists.page(call, "");
    return Future.succeededFuture(
        page.answer(member, List.<JsonObject>of(), each -> each, each -> ""));
  }
}
