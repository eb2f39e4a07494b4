package io.longshore.service.personalize.event;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.BatchMeter;
import io.longshore.service.personalize.dataset.DatasetType;
import io.longshore.service.personalize.event.StreamTargets.Target;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.record.PropertiesParser;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.schema.RecordSchema;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations that put items, users and actions. */
public final class PutOperations {

  private final RecordBatches batches;

  /**
   * @param meter measures calls that are written together
   */
  public PutOperations(StreamTargets targets, RecordStore records, BatchMeter meter) {
    this.batches = new RecordBatches(targets, records, meter);
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
    int characters = sent.stream().mapToInt(each -> length(each.getString("properties"))).sum();
    return batches
        .put(
            call,
            call.body().getString("datasetArn"),
            type,
            characters,
            target -> made(target, sent, idMember))
        .map(ServiceResponse.of(200, null));
  }

  private static int length(String properties) {
    return properties == null ? 0 : properties.length();
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
