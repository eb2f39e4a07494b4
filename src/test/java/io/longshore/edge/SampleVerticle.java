package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.SampleService.SampleError;
import io.longshore.service.ServiceVerticle;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A JSON 1.1 service with the same signing name as {@link SampleService}. */
public final class SampleVerticle extends ServiceVerticle {

  static final ServiceProfile PROFILE =
      new ServiceProfile(
          "samplejson",
          "edge/sample-json-service.yaml",
          SampleService.SIGNING_NAME,
          ServiceProfile.Protocol.AWS_JSON_1_1,
          "message",
          null,
          1024,
          SampleService.PROFILE.errors());

  /** The calls that reached the service. */
  public final List<Call> calls = new CopyOnWriteArrayList<>();

  public SampleVerticle() {
    super(PROFILE, "samplejson");
    serve("Shine", this::shine);
    serve("Dim", this::dim);
  }

  private Future<ServiceResponse> shine(Call call) {
    return switch (call.body().getString("colour")) {
      case "black" -> throw new ApiError(SampleError.MISSING, "There is no black light");
      case "broken" -> throw new IllegalStateException("the secret reason");
      default -> {
        calls.add(call);
        yield Future.succeededFuture(ServiceResponse.ok(new JsonObject().put("lit", true)));
      }
    };
  }

  private Future<ServiceResponse> dim(Call call) {
    calls.add(call);
    return Future.succeededFuture(ServiceResponse.of(200, null));
  }
}
