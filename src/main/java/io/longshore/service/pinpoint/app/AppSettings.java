package io.longshore.service.pinpoint.app;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The operations on an app's settings. They are stored and returned only: the campaigns and
 * journeys that they limit are not supported.
 */
public final class AppSettings {

  private static final List<String> SHOWN =
      List.of("CampaignHook", "JourneyLimits", "Limits", "QuietTime");
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

  private final Apps apps;
  private final AppStore rows;
  private final InstantSource clock;

  public AppSettings(Apps apps, AppStore rows, InstantSource clock) {
    this.apps = apps;
    this.rows = rows;
    this.clock = clock;
  }

  public Future<ServiceResponse> get(Call call) {
    return apps.of(call)
        .compose(
            app ->
                rows.settings(call.principal(), app.id())
                    .map(
                        stored ->
                            ServiceResponse.ok(describe(app, stored.orElse(new JsonObject())))));
  }

  public Future<ServiceResponse> update(Call call) {
    JsonObject sent = new JsonObject();
    SHOWN.stream()
        .filter(call.body()::containsKey)
        .forEach(member -> sent.put(member, call.body().getValue(member)));
    check(sent);
    sent.put("LastModifiedDate", Timestamps.text(clock.instant()));
    return apps.of(call)
        .compose(
            app ->
                rows.changeSettings(call.principal(), app.id(), sent)
                    .map(stored -> stored.orElseThrow(() -> Apps.unknown()))
                    .map(stored -> ServiceResponse.ok(describe(app, stored))));
  }

  /** Pinpoint's ApplicationSettingsResource. */
  private static JsonObject describe(App app, JsonObject stored) {
    JsonObject body = new JsonObject().put("ApplicationId", app.id());
    body.put("LastModifiedDate", Timestamps.text(app.createdAt()));
    return body.mergeIn(stored);
  }

  /** Source: the API reference of the application settings. */
  private static void check(JsonObject sent) {
    JsonObject limits = sent.getJsonObject("Limits", new JsonObject());
    within(limits, "Daily", 0, 100);
    within(limits, "MaximumDuration", 60, Integer.MAX_VALUE);
    within(limits, "MessagesPerSecond", 1, 20_000);
    within(limits, "Session", 0, 10);
    within(limits, "Total", 0, 100);
    JsonObject quiet = sent.getJsonObject("QuietTime", new JsonObject());
    for (String member : List.of("Start", "End")) {
      String time = quiet.getString(member);
      if (time != null && !TIME.matcher(time).matches()) {
        throw PinpointError.BAD_REQUEST.because(
            "QuietTime." + member + " must be of the form HH:MM, was '" + time + "'");
      }
    }
  }

  private static void within(JsonObject limits, String member, int least, int most) {
    Integer value = limits.getInteger(member);
    if (value != null && (value < least || value > most)) {
      throw PinpointError.BAD_REQUEST.because(
          "Limits." + member + " must be from " + least + " to " + most + ", was " + value);
    }
  }
}
