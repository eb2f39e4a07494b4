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

/**
 * Decides by the access key's policy whether a caller may perform one operation. A key without a
 * policy may perform all.
 */
public final class OperationAuthorizer {

  private final ServiceProfile profile;
  private final String action;
  private final ResourceArnResolver resources;

  /**
   * @param path the operation's path in the contract, with its labels
   */
  public OperationAuthorizer(ServiceProfile profile, String operationId, String path) {
    this.profile = profile;
    this.action = profile.signingName() + ":" + operationId.substring(operationId.indexOf('.') + 1);
    this.resources = new ResourceArnResolver(profile, path);
  }

  /** The ARNs of the resources that the call accesses. */
  List<String> resources(Call call) {
    return resources.resolve(call);
  }

  /** Whether the caller's policy has conditions on resource tags. */
  static boolean dependsOnTags(AuthenticatedCaller caller) {
    return caller.policy().filter(Policy::dependsOnTags).isPresent();
  }

  /**
   * Requires that the policy allows the operation on every resource of the call.
   *
   * @throws ApiError the service's "forbidden" error when it does not
   */
  void authorize(AuthenticatedCaller caller, Call call, HttpServerRequest request) {
    if (caller.policy().isPresent()) {
      Map<String, String> context = context(call, request);
      resources(call).forEach(arn -> authorize(caller.policy().get(), call, arn, context));
    }
  }

  /** The same for a policy with conditions on resource tags, which are looked up here. */
  Future<Void> authorize(
      AuthenticatedCaller caller, Call call, HttpServerRequest request, ResourceTagLookup lookup) {
    Map<String, String> context = context(call, request);
    Policy policy = caller.policy().orElseThrow();
    return AsyncLoop.forEach(
        resources(call),
        arn ->
            lookup
                .tags(call, arn)
                .map(
                    tags -> {
                      Map<String, String> all = new HashMap<>(context);
                      all.putAll(tags);
                      authorize(policy, call, arn, all);
                      return null;
                    }));
  }

  private void authorize(Policy policy, Call call, String arn, Map<String, String> context) {
    Decision decision = policy.decide(new AuthorizationRequest(action, arn, context));
    if (!decision.allowed()) {
      throw new ApiError(
          profile.errors().forbidden(),
          "Key %s is not authorized to perform: %s on resource: %s because %s"
              .formatted(call.principal().accessKey(), action, arn, decision.because()));
    }
  }

  /** The address is the connection's: forwarding headers can be forged. */
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
