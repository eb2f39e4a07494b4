package io.longshore.service.cleanroomsml.configured;

import io.longshore.api.Principal;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.AccessPolicyStore.StoredPolicy;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds configured audience models that the caller owns or that a policy lets it use. */
public final class SharedModelAccess {

  private static final CleanRoomsMlResourceType KIND =
      CleanRoomsMlResourceType.CONFIGURED_AUDIENCE_MODEL;

  private final CleanRoomsMlResourceStore resources;
  private final AccessPolicyStore policies;

  public SharedModelAccess(CleanRoomsMlResourceStore resources, AccessPolicyStore policies) {
    this.resources = resources;
    this.policies = policies;
  }

  /**
   * The model of that ARN. When another account's policy does not allow the action, the refusal is
   * the same as for a model that does not exist.
   *
   * @param action for example {@link AccessPolicy#START}
   */
  public Future<CleanRoomsMlResource> usable(
      Principal caller, String arn, String action, Optional<String> collaboration) {
    String owner = OwnershipRules.account(KIND, arn);
    if (owner.equals(caller.account())) {
      return resources.required(caller, KIND, arn);
    }
    AccessPolicy.Request request =
        new AccessPolicy.Request(caller.account(), action, arn, collaboration);
    return resources
        .find(owner, caller.region(), KIND, arn)
        .compose(
            model ->
                policies
                    .find(arn)
                    .map(policy -> model.filter(found -> allows(policy, request)))
                    .map(found -> found.orElseThrow(() -> denied(request))));
  }

  private static boolean allows(Optional<StoredPolicy> policy, AccessPolicy.Request request) {
    return policy.map(found -> AccessPolicy.of(found.text()).allows(request)).orElse(false);
  }

  private static RuntimeException denied(AccessPolicy.Request request) {
    return CleanRoomsMlError.ACCESS_DENIED.because(
        "Account %s may not do %s with %s: no policy of that model allows it"
            .formatted(request.account(), request.action(), request.resource()));
  }
}
