package io.longshore.identity.idempotency;

import io.longshore.api.ServiceResponse;
import io.longshore.identity.AuthenticatedCaller.Signed;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Knows which signatures were used for creates. */
public interface UsedSignatures {

  /** What {@code create} answers; fails when something was created with that signature before. */
  Future<ServiceResponse> once(Signed signed, Supplier<Future<ServiceResponse>> create);

  /** A signature is good until it expires, as AWS's services have it. */
  static UsedSignatures any() {
    return (signed, create) -> create.get();
  }
}
