package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.async.AsyncLoop;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.policy.AuthorizationRequest;
import io.longshore.identity.policy.Decision;
import io.longshore.identity.policy.Policy;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks the caller's policy before an operation runs. */
public final class AuthorizationFilter {

  private final ServiceProfile profile;
  private final String action;
  private final ResourceArnResolver resource;

  public AuthorizationFilter(ServiceProfile profile, String operationId, String path) {
    this.profile = profile;
    this.action = profile.signingName() + ":" + operationId.substring(operationId.indexOf('.') + 1);
    this.resource = new ResourceArnResolver(profile, path);
  }

  /** What the call is done to. */
  List<String> resources(Call call) {
    return resource.of(call);
  }

  /** Whether it must be known which tags the call's resources have. */
  static boolean asksTags(AuthenticatedCaller caller) {
    return caller.policy().filter(Policy::asksTags).isPresent();
  }

  /** Refuses what the policy does not allow on every resource that the call names. */
  void require(AuthenticatedCaller caller, Call call, HttpServerRequest request) {
    if (caller.policy().isPresent()) {
      Map<String, String> context = context(call, request);
      resource.of(call).forEach(name -> require(caller.policy().get(), call, name, context));
    }
  }

  /** The same of a policy that asks for tags, which are looked up here. */
  Future<Void> require(
      AuthenticatedCaller caller,
      Call call,
      HttpServerRequest request,
      ResourceTagLookup resourceTags) {
    Map<String, String> context = context(call, request);
    return AsyncLoop.forEach(
        resource.of(call),
        name ->
            resourceTags
                .of(call, name)
                .map(
                    tags -> {
                      Map<String, String> all = new HashMap<>(context);
                      all.putAll(tags);
                      require(caller.policy().orElseThrow(), call, name, all);
                      return null;
                    }));
  }

  private void require(Policy policy, Call call, String name, Map<String, String> context) {
    Decision decision = policy.decide(new AuthorizationRequest(action, name, context));
    if (!decision.allowed()) {
      throw new ApiError(
          profile.errors().forbidden(),
          "Key %s is not authorized to perform: %s on resource: %s because %s"
              .formatted(call.principal().accessKey(), action, name, decision.because()));
    }
  }

  /** What a load balancer says of the caller is not believed: anybody could say it. */
  private static Map<String, String> context(Call call, HttpServerRequest request) {
    return Map.of(
        AuthorizationRequest.SOURCE_IP,
        request.remoteAddress().hostAddress(),
        AuthorizationRequest.SECURE_TRANSPORT,
        Boolean.toString(request.isSSL()),
        AuthorizationRequest.REQUESTED_REGION,
        call.principal().region());
  }
}
