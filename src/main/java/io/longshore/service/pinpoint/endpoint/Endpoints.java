package io.longshore.service.pinpoint.endpoint;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.BatchErrors;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.EndpointWrites.Item;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The operations on endpoints. */
public final class Endpoints {

  private static final int LARGEST_BATCH = 100;
  private final Apps apps;
  private final EndpointStore endpoints;
  private final EndpointWrites writes;
  private final EndpointWriteBatches batches;

  public Endpoints(
      Apps apps, EndpointStore endpoints, EndpointWrites writes, EndpointWriteBatches batches) {
    this.batches = batches;
    this.apps = apps;
    this.endpoints = endpoints;
    this.writes = writes;
  }

  public Future<ServiceResponse> update(Call call) {
    Item item = new Item("", call.parameter("endpointId"), call.body());
    EndpointWrites.check(item);
    return batches.write(call, item).map(stored -> accepted(call));
  }

  public Future<ServiceResponse> updateBatch(Call call) {
    JsonArray sent = call.body().getJsonArray("Item");
    if (sent.isEmpty() || sent.size() > LARGEST_BATCH) {
      throw PinpointError.BAD_REQUEST.because(
          "Item must have 1 to 100 endpoints, has " + sent.size());
    }
    List<Item> items = new ArrayList<>();
    BatchErrors refusals = new BatchErrors();
    for (int i = 0; i < sent.size(); i++) {
      JsonObject endpoint = sent.getJsonObject(i);
      Item item = new Item("Item[" + i + "]: ", endpoint.getString("Id"), endpoint);
      refusals.check(item.place(), () -> EndpointWrites.check(item));
      items.add(item);
    }
    refusals.raise();
    return writes.write(call, items).map(stored -> accepted(call));
  }

  public Future<ServiceResponse> get(Call call) {
    String id = call.parameter("endpointId");
    return apps.of(call)
        .compose(app -> endpoints.find(app.endpoints(), id))
        .map(line -> ServiceResponse.ok(EndpointResponse.of(line.orElseThrow(() -> unknown(id)))));
  }

  public Future<ServiceResponse> delete(Call call) {
    String id = call.parameter("endpointId");
    return apps.of(call)
        .compose(app -> endpoints.delete(app.endpoints(), id))
        .map(
            line ->
                ServiceResponse.accepted(EndpointResponse.of(line.orElseThrow(() -> unknown(id)))));
  }

  private static ServiceResponse accepted(Call call) {
    return ServiceResponse.accepted(
        new JsonObject().put("Message", "Accepted").put("RequestID", call.requestId()));
  }

  private static ApiError unknown(String id) {
    return PinpointError.NOT_FOUND.because("There is no endpoint with the id '" + id + "'");
  }
}
