package io.longshore.service.pinpoint.tag;

import io.longshore.api.ApiError;
import io.longshore.api.Arn;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The operations on the tags of apps and segments. */
public final class PinpointTagOperations {

  /** What an ARN names: an app, or a segment of one. */
  private record Tagged(String app, Optional<String> segment) {}

  private final PinpointTagStore tags;

  public PinpointTagOperations(PinpointTagStore tags) {
    this.tags = tags;
  }

  public Future<ServiceResponse> list(Call call) {
    return current(call, tagged(call))
        .map(found -> ServiceResponse.ok(new JsonObject().put("tags", found)));
  }

  public Future<ServiceResponse> add(Call call) {
    JsonObject sent = PinpointTagRules.of(call.body());
    Tagged tagged = tagged(call);
    return tags.add(call.principal(), tagged.app(), tagged.segment(), sent, PinpointTagRules.MOST)
        .compose(
            done ->
                done
                    ? Future.succeededFuture(ServiceResponse.noContent())
                    : current(call, tagged).compose(found -> Future.failedFuture(tooMany(found))));
  }

  public Future<ServiceResponse> remove(Call call) {
    String[] keys =
        call.parameters().getJsonArray("tagKeys").stream()
            .map(String.class::cast)
            .toArray(String[]::new);
    Tagged tagged = tagged(call);
    return tags.remove(call.principal(), tagged.app(), tagged.segment(), keys)
        .map(
            done -> {
              if (!done) {
                throw unknown(call);
              }
              return ServiceResponse.noContent();
            });
  }

  private Future<JsonObject> current(Call call, Tagged tagged) {
    return tags.find(call.principal(), tagged.app(), tagged.segment())
        .map(found -> found.orElseThrow(() -> unknown(call)));
  }

  private static Tagged tagged(Call call) {
    Optional<Arn> arn = Arn.parse(call.parameter("resourceArn"));
    String[] path = arn.map(Arn::resource).orElse("").split("/", -1);
    boolean app = path.length == 2 && path[0].equals("apps");
    boolean segment = path.length == 4 && path[0].equals("apps") && path[2].equals("segments");
    if (arn.filter(a -> a.service().equals("mobiletargeting")).isEmpty() || !(app || segment)) {
      throw PinpointError.BAD_REQUEST.because(
          "The ARN must be that of an app or a segment, "
              + "arn:aws:mobiletargeting:<region>:<account>:apps/<id>[/segments/<id>], was '"
              + call.parameter("resourceArn")
              + "'");
    }
    boolean own =
        arn.get().account().equals(call.principal().account())
            && arn.get().region().equals(call.principal().region());
    if (!own) {
      throw unknown(call);
    }
    return new Tagged(path[1], segment ? Optional.of(path[3]) : Optional.empty());
  }

  private static ApiError tooMany(JsonObject found) {
    return PinpointError.BAD_REQUEST.because(
        "There are " + found.size() + " tags, and the limit is " + PinpointTagRules.MOST);
  }

  private static ApiError unknown(Call call) {
    return PinpointError.NOT_FOUND.because(
        "There is no app or segment with the ARN '" + call.parameter("resourceArn") + "'");
  }
}
