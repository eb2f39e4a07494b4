package io.longshore.service.personalize.event;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.personalize.dataset.DatasetType;
import io.longshore.service.personalize.event.StreamTargets.Target;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.record.PropertiesParser;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.service.resource.Refusal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations that put items, users and actions. */
public final class PutOperations {

  private final StreamTargets targets;
  private final RecordStore records;

  public PutOperations(StreamTargets targets, RecordStore records) {
    this.targets = targets;
    this.records = records;
  }

  public Future<ServiceResponse> items(Call call) {
    return put(call, DatasetType.ITEMS, "items", "itemId");
  }

  public Future<ServiceResponse> users(Call call) {
    return put(call, DatasetType.USERS, "users", "userId");
  }

  public Future<ServiceResponse> actions(Call call) {
    return put(call, DatasetType.ACTIONS, "actions", "actionId");
  }

  private Future<ServiceResponse> put(Call call, DatasetType type, String member, String idMember) {
    List<JsonObject> sent = new ArrayList<>();
    call.body().getJsonArray(member).forEach(each -> sent.add((JsonObject) each));
    String arn = call.body().getString("datasetArn");
    return targets
        .dataset(call.principal(), arn, type)
        .compose(
            target ->
                records
                    .put(target.dataset(), target.schema(), made(target, sent, idMember))
                    .map(Refusal.unless(() -> target.dataset().inUse("is being changed")))
                    .map(ServiceResponse.of(200, null)));
  }

  private static List<DataRecord> made(Target target, List<JsonObject> sent, String idMember) {
    RecordSchema schema = target.schema();
    PropertiesParser properties = new PropertiesParser(schema);
    String key = schema.type().key();
    List<DataRecord> made = new ArrayList<>();
    for (JsonObject each : sent) {
      Map<String, String> cells = properties.read(each.getString("properties"), Set.of());
      cells.put(key, each.getString(idMember));
      made.add(DataRecord.of(schema, properties.checked(cells)));
    }
    return made;
  }
}
