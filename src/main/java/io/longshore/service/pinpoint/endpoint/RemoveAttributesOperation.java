package io.longshore.service.pinpoint.endpoint;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.service.pinpoint.app.AppStore;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operation RemoveAttributes, which creates an {@link AttributeRemovalJob}. */
public final class RemoveAttributesOperation {

  private final Postgres postgres;
  private final Apps apps;
  private final AppStore appRows;
  private final JobStore jobs;

  public RemoveAttributesOperation(Postgres postgres, Apps apps, AppStore appRows, JobStore jobs) {
    this.postgres = postgres;
    this.apps = apps;
    this.appRows = appRows;
    this.jobs = jobs;
  }

  public Future<ServiceResponse> remove(Call call) {
    JsonObject asked =
        new JsonObject()
            .put("AttributeType", call.parameter("attributeType"))
            .put("Blacklist", call.body().getJsonArray("Blacklist", new JsonArray()));
    AttributeNames names = AttributeNames.of(asked);
    return apps.of(call)
        .compose(
            app ->
                postgres.transact(
                    tx ->
                        appRows
                            .hold(tx, call.principal(), app.id())
                            .compose(
                                there ->
                                    there
                                        ? jobs.create(tx, AttributeRemovalJob.of(app, names))
                                        : Future.failedFuture(Apps.unknown()))))
        .onSuccess(job -> jobs.wake())
        .map(
            job ->
                ServiceResponse.ok(
                    new JsonObject()
                        .put("ApplicationId", job.container())
                        .put("AttributeType", names.type())
                        .put("Attributes", asked.getJsonArray("Blacklist"))));
  }
}
