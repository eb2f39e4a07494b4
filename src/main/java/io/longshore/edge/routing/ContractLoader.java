package io.longshore.edge.routing;

import io.longshore.api.ServiceProfile;
import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the contracts in the background while other parts of the server start. */
public final class ContractLoader {

  private final Map<ServiceProfile, Promise<OpenAPIContract>> contracts;

  private ContractLoader(Map<ServiceProfile, Promise<OpenAPIContract>> contracts) {
    this.contracts = contracts;
  }

  /**
   * Starts reading the profiles' contracts, one after the other: what the OpenAPI library loads for
   * the first one serves the others.
   */
  public static ContractLoader begin(Vertx vertx, List<ServiceProfile> profiles) {
    Map<ServiceProfile, Promise<OpenAPIContract>> contracts = new HashMap<>();
    profiles.forEach(profile -> contracts.put(profile, Promise.promise()));
    AsyncLoop.forEach(profiles, profile -> read(vertx, profile).onComplete(contracts.get(profile)))
        .onFailure(failure -> contracts.values().forEach(promise -> promise.tryFail(failure)));
    return new ContractLoader(contracts);
  }

  /**
   * The contract of a profile. Fails with an IllegalArgumentException for one that is not among
   * those of {@link #begin}.
   */
  public Future<OpenAPIContract> of(ServiceProfile profile) {
    return contracts.containsKey(profile)
        ? contracts.get(profile).future()
        : Future.failedFuture(
            new IllegalArgumentException("The contract was not requested: " + profile.contract()));
  }

  private static Future<OpenAPIContract> read(Vertx vertx, ServiceProfile profile) {
    return vertx
        .executeBlocking(() -> PrecompiledContract.read(profile), false)
        .compose(contract -> OpenAPIContract.from(vertx, contract));
  }
}
