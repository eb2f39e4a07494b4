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

/** Contracts that are being read, while what their services stand on still starts. */
public final class ContractLoader {

  private final Map<ServiceProfile, Promise<OpenAPIContract>> begun;

  private ContractLoader(Map<ServiceProfile, Promise<OpenAPIContract>> begun) {
    this.begun = begun;
  }

  /** Begins to read theirs, one after the other: what the library reads for the first, all need. */
  public static ContractLoader begin(Vertx vertx, List<ServiceProfile> profiles) {
    Map<ServiceProfile, Promise<OpenAPIContract>> begun = new HashMap<>();
    profiles.forEach(profile -> begun.put(profile, Promise.promise()));
    AsyncLoop.forEach(profiles, profile -> read(vertx, profile).onComplete(begun.get(profile)))
        .onFailure(failure -> begun.values().forEach(contract -> contract.tryFail(failure)));
    return new ContractLoader(begun);
  }

  /**
   * The contract of one of them.
   *
   * @throws IllegalArgumentException for another one
   */
  public Future<OpenAPIContract> of(ServiceProfile profile) {
    return begun.containsKey(profile)
        ? begun.get(profile).future()
        : Future.failedFuture(
            new IllegalArgumentException("Nobody began to read " + profile.contract()));
  }

  private static Future<OpenAPIContract> read(Vertx vertx, ServiceProfile profile) {
    return vertx
        .executeBlocking(() -> PrecompiledContract.read(profile), false)
        .compose(contract -> OpenAPIContract.from(vertx, contract));
  }
}
