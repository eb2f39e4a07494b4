package io.longshore.service.pinpoint.user;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.EndpointResponse;
import io.longshore.service.pinpoint.endpoint.EndpointStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The operations on all endpoints of a user. */
public final class Users {

  /** Far more than Pinpoint's 15 endpoints of a user; bounds the size of the response. */
  private static final int MOST_ENDPOINTS = 1000;

  private final Apps apps;
  private final EndpointStore endpoints;

  public Users(Apps apps, EndpointStore endpoints) {
    this.apps = apps;
    this.endpoints = endpoints;
  }

  public Future<ServiceResponse> get(Call call) {
    return apps.of(call)
        .compose(app -> all(app, call.parameter("userId")))
        .map(lines -> ServiceResponse.ok(body(lines)));
  }

  public Future<ServiceResponse> delete(Call call) {
    String userId = call.parameter("userId");
    return apps.of(call)
        .compose(
            app ->
                all(app, userId)
                    .map(lines -> lines.stream().map(Users::key).toList())
                    .compose(keys -> endpoints.deleteOfUser(app.endpoints(), userId, keys)))
        .map(lines -> ServiceResponse.accepted(body(known(userId, lines))));
  }

  private Future<List<String>> all(App app, String userId) {
    return endpoints
        .ofUser(app.endpoints(), userId, MOST_ENDPOINTS + 1)
        .map(
            lines -> {
              if (lines.size() > MOST_ENDPOINTS) {
                throw PinpointError.BAD_REQUEST.because(
                    "The user '" + userId + "' has more than 1000 endpoints: name them one by one");
              }
              return known(userId, lines);
            });
  }

  private static List<String> known(String userId, List<String> lines) {
    if (lines.isEmpty()) {
      throw PinpointError.NOT_FOUND.because("There is no endpoint of the user '" + userId + "'");
    }
    return lines;
  }

  private static String key(String line) {
    return EndpointStore.key(new JsonObject(line).getString("Id"));
  }

  private static JsonObject body(List<String> lines) {
    List<JsonObject> items = lines.stream().map(EndpointResponse::of).toList();
    return new JsonObject().put("Item", new JsonArray(new ArrayList<>(items)));
  }
}
