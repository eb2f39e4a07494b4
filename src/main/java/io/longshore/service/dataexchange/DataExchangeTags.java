package io.longshore.service.dataexchange;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.resource.TagForm;
import io.longshore.service.resource.TagOperations;
import io.longshore.service.resource.TagRowStore;
import io.longshore.service.resource.TaggedResource;
import io.longshore.store.Postgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tags of data sets, revisions, assets, data grants and event actions. */
public final class DataExchangeTags {

  private static final TagForm FORM = TagForm.map(DataExchangeError.VALIDATION);
  private static final TagForm PAIRS = TagForm.pairs("Key", "Value", DataExchangeError.VALIDATION);

  private static final String OWN = "t.id = $3 and t.account = $1 and t.region = $2";
  private static final String OF_OWN_DATA_SET =
      "t.id = $4 and t.data_set = $3 and exists (select from dataexchange_data_set d"
          + " where d.id = $3 and d.account = $1 and d.region = $2)";
  private static final String OF_OWN_REVISION =
      "t.id = $5 and t.revision = $4 and exists (select from dataexchange_data_set d"
          + " join dataexchange_revision r on r.data_set = d.id and r.id = $4"
          + " where d.id = $3 and d.account = $1 and d.region = $2)";

  private DataExchangeTags() {}

  static TagOperations operations(Postgres postgres) {
    return new TagOperations(
        new TagRowStore(postgres, DataExchangeTags::resource), FORM, ServiceResponse.noContent());
  }

  /** The tags of a request that creates a resource, checked; none where it has none. */
  public static JsonObject of(JsonObject body) {
    return FORM.read(body, "Tags");
  }

  /** The tags of a job's AssetConfiguration, checked. */
  public static JsonObject ofList(JsonArray list) {
    String member = "AssetConfiguration.Tags";
    return PAIRS.checked(PAIRS.map(list, member), member);
  }

  static TaggedResource resource(Principal caller, String text) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals("dataexchange"))
        .filter(arn -> arn.region().equals(caller.region()))
        .filter(arn -> arn.account().equals(caller.account()))
        .flatMap(arn -> resource(arn.resource().split("/", -1)))
        .orElseThrow(
            () ->
                DataExchangeError.RESOURCE_NOT_FOUND.because(
                    "You have no resource with the ARN '" + text + "'"));
  }

  private static Optional<TaggedResource> resource(String[] path) {
    if (path.length % 2 != 0) {
      return Optional.empty();
    }
    String[] types = new String[path.length / 2];
    String[] ids = new String[path.length / 2];
    for (int i = 0; i < path.length; i += 2) {
      types[i / 2] = path[i];
      ids[i / 2] = path[i + 1];
    }
    return Optional.ofNullable(
        switch (String.join("/", types)) {
          case "data-sets" -> own(DataExchangeResourceType.DATA_SET, OWN, ids);
          case "data-sets/revisions" ->
              own(DataExchangeResourceType.REVISION, OF_OWN_DATA_SET, ids);
          case "data-sets/revisions/assets" ->
              own(DataExchangeResourceType.ASSET, OF_OWN_REVISION, ids);
          case "data-grants" -> own(DataExchangeResourceType.DATA_GRANT, OWN, ids);
          case "event-actions" -> own(DataExchangeResourceType.EVENT_ACTION, OWN, ids);
          default -> null;
        });
  }

  private static TaggedResource own(DataExchangeResourceType type, String condition, String[] ids) {
    return new TaggedResource(
        "dataexchange_" + type.name().toLowerCase(Locale.ROOT),
        condition,
        List.of(ids),
        DataExchangeError.unknown(type, ids[ids.length - 1]));
  }
}
