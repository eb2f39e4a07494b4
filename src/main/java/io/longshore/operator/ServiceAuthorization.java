package io.longshore.operator;

import io.longshore.api.Call;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.key.KeyLimits;
import io.longshore.identity.policy.AuthorizationRequest;
import io.longshore.identity.policy.Policy;
import io.longshore.service.JobRequest;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that a caller may call the operation of a service that a call of the operator API uses.
 */
public final class ServiceAuthorization {

  private ServiceAuthorization() {}

  /**
   * Fails unless the policy of the caller's key, if it has one, allows the request.
   *
   * @param region of the request
   */
  public static Future<Void> require(
      Postgres postgres, Call call, JobRequest request, String region) {
    return AccessKeyAdmin.limits(postgres, call.principal().accessKey())
        .map(
            limits -> {
              require(call, request, region, limits);
              return null;
            });
  }

  private static void require(Call call, JobRequest request, String region, KeyLimits limits) {
    Optional<Policy> policy = limits.policy().map(Policy::parse);
    if (policy.filter(Policy::dependsOnRequest).isPresent()) {
      throw OperatorError.ACCESS_DENIED.because(
          "The policy of key %s has conditions on addresses, TLS or tags, which are not known here: call %s instead"
              .formatted(call.principal().accessKey(), request.action()));
    }
    AuthorizationRequest asked =
        new AuthorizationRequest(
            request.action(),
            request.resource(),
            Map.of(AuthorizationRequest.REQUESTED_REGION, region));
    if (policy.filter(known -> !known.decide(asked).allowed()).isPresent()) {
      throw OperatorError.ACCESS_DENIED.because(
          "Key %s is not authorized to perform: %s on resource: %s"
              .formatted(call.principal().accessKey(), request.action(), request.resource()));
    }
  }
}
