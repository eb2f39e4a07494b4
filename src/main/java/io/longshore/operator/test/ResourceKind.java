package io.longshore.operator.test;

import io.longshore.operator.seed.LoopbackCalls;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A kind of resources that a reset deletes.
 *
 * @param service the service as ServiceName has it
 * @param signing its signing name
 * @param list the target of the list, or the operation of Personalize
 * @param items the member of the response with the items
 * @param id the member of an item that identifies it
 * @param delete the target of a deletion with {@code %s} for the id, or the operation of
 *     Personalize
 */
record ResourceKind(
    String service, String signing, String list, String items, String id, String delete) {

  private static final String PINPOINT = "mobiletargeting";
  private static final String PERSONALIZE = "personalize";
  private static final String EXCHANGE = "dataexchange";
  private static final String CLEAN_ROOMS = "cleanrooms-ml";

  /** In an order in which most can be deleted at the first attempt. */
  static final List<ResourceKind> ALL =
      List.of(
          pinpoint("/v1/apps?page-size=100", "Item", "Id", "/v1/apps/%s"),
          personalize("EventTracker"),
          personalize("Dataset"),
          personalize("DatasetGroup"),
          personalize("Schema"),
          exchange("event-actions", "EventActions"),
          exchange("data-grants", "DataGrantSummaries"),
          exchange("data-sets", "DataSets"),
          cleanRooms("audience-generation-job", "audienceGenerationJob"),
          cleanRooms("configured-audience-model", "configuredAudienceModel"),
          cleanRooms("audience-model", "audienceModel"),
          cleanRooms("training-dataset", "trainingDataset"));

  private static ResourceKind pinpoint(String list, String items, String id, String delete) {
    return new ResourceKind("pinpoint", PINPOINT, list, items, id, delete);
  }

  private static ResourceKind personalize(String name) {
    String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return new ResourceKind(
        "personalize",
        PERSONALIZE,
        "List" + name + "s",
        member + "s",
        member + "Arn",
        "Delete" + name);
  }

  private static ResourceKind exchange(String path, String items) {
    return new ResourceKind(
        "dataexchange", EXCHANGE, "/v1/" + path, items, "Id", "/v1/" + path + "/%s");
  }

  private static ResourceKind cleanRooms(String path, String member) {
    return new ResourceKind(
        "cleanroomsml", CLEAN_ROOMS, "/" + path, member + "s", member + "Arn", "/" + path + "/%s");
  }

  /** The ids of the first page of the resources. */
  Future<List<String>> ids(LoopbackCalls calls) {
    Future<JsonObject> page =
        signing.equals(PERSONALIZE)
            ? calls.personalize(list, new JsonObject())
            : calls.rest(signing, "GET", list, null);
    return page.map(
        found ->
            found.getJsonArray(items, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(item -> item.getString(id))
                .toList());
  }

  Future<JsonObject> delete(LoopbackCalls calls, String resource) {
    return signing.equals(PERSONALIZE)
        ? calls.personalize(delete, new JsonObject().put(id, resource))
        : calls.rest(
            signing,
            "DELETE",
            delete.formatted(URLEncoder.encode(resource, StandardCharsets.UTF_8)),
            null);
  }
}
