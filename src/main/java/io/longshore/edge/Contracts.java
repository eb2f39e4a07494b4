package io.longshore.edge;

import io.longshore.api.ServiceProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Contracts that are being read, all at once, while what their services stand on still starts. */
public final class Contracts {

  private final Map<ServiceProfile, Future<OpenAPIContract>> begun;

  private Contracts(Map<ServiceProfile, Future<OpenAPIContract>> begun) {
    this.begun = begun;
  }

  /** Begins to read theirs. */
  public static Contracts begin(Vertx vertx, List<ServiceProfile> profiles) {
    return new Contracts(
        profiles.stream()
            .collect(Collectors.toUnmodifiableMap(each -> each, each -> read(vertx, each))));
  }

  /**
   * The contract of one of them.
   *
   * @throws IllegalArgumentException for another one
   */
  Future<OpenAPIContract> of(ServiceProfile profile) {
    if (!begun.containsKey(profile)) {
      throw new IllegalArgumentException("Nobody began to read " + profile.contract());
    }
    return begun.get(profile);
  }

  private static Future<OpenAPIContract> read(Vertx vertx, ServiceProfile profile) {
    return vertx
        .executeBlocking(() -> ContractFile.read(profile), false)
        .compose(contract -> OpenAPIContract.from(vertx, contract));
  }
}
