package io.longshore.service.pinpoint.app;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointLists;
import io.longshore.service.pinpoint.PinpointTags;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.UUID;

/** The operations on apps. */
public final class Apps {

  private static final int LONGEST_NAME = 256;

  private final AppStore apps;
  private final InstantSource clock;

  public Apps(AppStore apps, InstantSource clock) {
    this.apps = apps;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    String name = call.body().getString("Name");
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw PinpointError.BAD_REQUEST.because("Name must have 1 to 256 characters");
    }
    App app =
        new App(
            UUID.randomUUID().toString().replace("-", ""),
            call.principal().account(),
            call.principal().region(),
            name,
            PinpointTags.of(call.body()),
            Timestamps.now(clock));
    return apps.create(call, app, ServiceResponse.created(app.describe()));
  }

  public Future<ServiceResponse> get(Call call) {
    return of(call).map(app -> ServiceResponse.ok(app.describe()));
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = PinpointLists.page(call);
    return apps.list(call.principal(), page)
        .map(found -> page.answer("Item", found, App::describe, App::position));
  }

  /** The app that the call's path names; fails when the caller has none of that id. */
  public Future<App> of(Call call) {
    String id = call.parameter("applicationId");
    return apps.find(call.principal(), id).map(app -> app.orElseThrow(() -> unknown()));
  }

  /** The refusal in AWS's words, which programs compare. */
  public static ApiError unknown() {
    return PinpointError.NOT_FOUND.because("Application not found");
  }
}
