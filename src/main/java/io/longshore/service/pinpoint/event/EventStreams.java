package io.longshore.service.pinpoint.event;

import io.longshore.api.ApiError;
import io.longshore.api.Arn;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.AppStore;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.job.RoleArn;
import io.longshore.service.resource.Refusal;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Set;

/**
 * The operations on where an app's events are meant to go. The configuration is kept and shown;
 * events are stored by {@link PinpointEvents} and sent nowhere.
 */
public final class EventStreams {

  private static final Set<String> STREAMS = Set.of("kinesis", "firehose");

  private final Apps apps;
  private final AppStore rows;
  private final RolePrecheck roleCheck;
  private final InstantSource clock;

  public EventStreams(Apps apps, AppStore rows, ObjectStores stores, InstantSource clock) {
    this.roleCheck = new RolePrecheck(stores, PinpointError.BAD_REQUEST);
    this.apps = apps;
    this.rows = rows;
    this.clock = clock;
  }

  public Future<ServiceResponse> put(Call call) {
    String stream = call.body().getString("DestinationStreamArn");
    String role = call.body().getString("RoleArn");
    if (Arn.parse(stream).filter(arn -> STREAMS.contains(arn.service())).isEmpty()) {
      throw PinpointError.BAD_REQUEST.because(
          "DestinationStreamArn must be the ARN of a Kinesis or Firehose stream, was '"
              + stream
              + "'");
    }
    RoleArn.check(role);
    roleCheck.requireOwn(call.principal().account(), role);
    String id = call.parameter("applicationId");
    JsonObject kept =
        new JsonObject()
            .put("ApplicationId", id)
            .put("DestinationStreamArn", stream)
            .put("LastModifiedDate", Timestamps.text(clock.instant()))
            .put("RoleArn", role);
    return rows.setEventStream(call.principal(), id, kept)
        .map(Refusal.unless(() -> Apps.unknown()))
        .map(ServiceResponse.ok(kept));
  }

  public Future<ServiceResponse> get(Call call) {
    return apps.of(call)
        .compose(app -> rows.eventStream(call.principal(), app.id()))
        .map(kept -> ServiceResponse.ok(kept.orElseThrow(EventStreams::none)));
  }

  public Future<ServiceResponse> delete(Call call) {
    return apps.of(call)
        .compose(app -> rows.removeEventStream(call.principal(), app.id()))
        .map(kept -> ServiceResponse.ok(kept.orElseThrow(EventStreams::none)));
  }

  /** The refusal in AWS's words. */
  private static ApiError none() {
    return PinpointError.NOT_FOUND.because("Resource not found");
  }
}
