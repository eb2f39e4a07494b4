package io.longshore.identity.idempotency;

import io.longshore.api.ServiceResponse;
import io.longshore.identity.AuthenticatedCaller.Signed;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Refuses signatures that were used for a creating call before. */
public interface UsedSignatures {

  /** The response of {@code create}; fails when the signature was used before. */
  Future<ServiceResponse> once(Signed signed, Supplier<Future<ServiceResponse>> create);

  /** Accepts every signature until it expires, as AWS does. */
  static UsedSignatures any() {
    return (signed, create) -> create.get();
  }
}
