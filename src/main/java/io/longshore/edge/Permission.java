package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.identity.Caller;
import io.longshore.identity.Decision;
import io.longshore.identity.Policy;
import io.longshore.identity.Question;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Asks the caller's policy before an operation runs. */
final class Permission {

  private final ServiceProfile profile;
  private final String action;
  private final ResourceName resource;

  Permission(ServiceProfile profile, String operationId, String path) {
    this.profile = profile;
    this.action = profile.signingName() + ":" + operationId.substring(operationId.indexOf('.') + 1);
    this.resource = new ResourceName(profile, path);
  }

  /** Refuses what the policy does not allow on every resource that the call names. */
  void require(Caller caller, Call call, HttpServerRequest request) {
    if (caller.policy().isPresent()) {
      Policy policy = caller.policy().get();
      Map<String, String> context = context(call, request);
      for (String name : resource.of(call)) {
        Decision decision = policy.decide(new Question(action, name, context));
        if (!decision.allowed()) {
          throw new ApiError(
              profile.errors().forbidden(),
              "Key %s is not authorized to perform: %s on resource: %s because %s"
                  .formatted(call.principal().accessKey(), action, name, decision.because()));
        }
      }
    }
  }

  /** What a load balancer says of the caller is not believed: anybody could say it. */
  private static Map<String, String> context(Call call, HttpServerRequest request) {
    return Map.of(
        Question.SOURCE_IP,
        request.remoteAddress().hostAddress(),
        Question.SECURE_TRANSPORT,
        Boolean.toString(request.isSSL()),
        Question.REQUESTED_REGION,
        call.principal().region());
  }
}
