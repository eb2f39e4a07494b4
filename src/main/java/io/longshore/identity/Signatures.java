package io.longshore.identity;

import io.longshore.api.ServiceResponse;
import io.longshore.identity.Caller.Signed;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Knows which signatures were used for creates. */
public interface Signatures {

  /** What {@code create} answers; fails when something was created with that signature before. */
  Future<ServiceResponse> once(Signed signed, Supplier<Future<ServiceResponse>> create);

  /** A signature is good until it expires, as AWS's services have it. */
  static Signatures any() {
    return (signed, create) -> create.get();
  }
}
