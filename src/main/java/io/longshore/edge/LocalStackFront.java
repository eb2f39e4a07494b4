package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CallControls;
import io.longshore.api.CommonError;
import io.longshore.edge.http.SecurityHeaders;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The paths of LocalStack that test controls serve without a signature: rules and effects of its
 * chaos API, which concern all accounts here, and whether the start has ended. Requests of web
 * pages are refused: those have an Origin, or no JSON content type.
 */
public final class LocalStackFront implements FrontHandler {

  private static final String FAULTS = "/_localstack/chaos/faults";
  private static final String EFFECTS = "/_localstack/chaos/effects";
  private static final String READY = "/_localstack/init/ready";
  private static final Set<String> PATHS = Set.of(FAULTS, EFFECTS, READY);
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final int BODY_BYTES = 256 * 1024;

  private final CallControls controls;
  private final BooleanSupplier ready;

  /**
   * @param ready whether the start has ended, and what it seeds is there
   */
  public LocalStackFront(CallControls controls, BooleanSupplier ready) {
    this.controls = controls;
    this.ready = ready;
  }

  @Override
  public boolean handle(HttpServerRequest request) {
    String path = request.path();
    if (path == null || !PATHS.contains(path)) {
      return false;
    }
    String method = request.method().name();
    if (path.equals(READY)) {
      respond(request, 200, ready());
    } else if (controls == CallControls.NONE) {
      refuse(request, 403, "Test controls are off; see the setting test.controls");
    } else if (!METHODS.contains(method)) {
      refuse(request, 405, "This path has GET, POST, PUT, PATCH and DELETE");
    } else if (method.equals("GET")) {
      finish(request, change(path, method, null));
    } else if (isOfPage(request)) {
      refuse(
          request, 403, "Requests of web pages are refused; send Content-Type: application/json");
    } else {
      read(request, path, method);
    }
    return true;
  }

  /** A page of any site can send a request to a loopback address, but not with this type. */
  private static boolean isOfPage(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return request.headers().contains(HttpHeaders.ORIGIN)
        || type == null
        || !type.startsWith("application/json");
  }

  private void read(HttpServerRequest request, String path, String method) {
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > BODY_BYTES) {
            request.connection().close();
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> finish(request, change(path, method, body)));
  }

  private Future<Buffer> change(String path, String method, Buffer body) {
    try {
      boolean empty = body == null || body.length() == 0;
      return path.equals(FAULTS)
          ? controls
              .faults(method, empty ? new JsonArray() : new JsonArray(body))
              .map(JsonArray::toBuffer)
          : controls.effects(empty ? null : new JsonObject(body)).map(JsonObject::toBuffer);
    } catch (DecodeException | ClassCastException malformed) {
      return Future.failedFuture(
          new ApiError(CommonError.SERIALIZATION, "The body is not the JSON of this path"));
    }
  }

  private static void finish(HttpServerRequest request, Future<Buffer> answer) {
    answer
        .onSuccess(json -> respond(request, 200, json))
        .onFailure(
            failure -> {
              if (failure instanceof ApiError error) {
                refuse(request, error.code().status(), error.getMessage());
              } else {
                refuse(request, 500, "An unexpected failure");
              }
            });
  }

  /** In the form of LocalStack's endpoint; there are no scripts here. */
  private Buffer ready() {
    return new JsonObject()
        .put("completed", ready.getAsBoolean())
        .put("scripts", new JsonArray())
        .toBuffer();
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    respond(request, status, Buffer.buffer("{\"message\":" + Json.encode(message) + "}"));
  }

  private static void respond(HttpServerRequest request, int status, Buffer json) {
    SecurityHeaders.put(request);
    if (!request.response().ended() && !request.response().closed()) {
      request
          .response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(json);
    }
  }
}
