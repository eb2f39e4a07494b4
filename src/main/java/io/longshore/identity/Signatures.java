package io.longshore.identity;

import io.longshore.api.Answer;
import io.longshore.identity.Caller.Signed;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Knows which signatures were used for creates. */
public interface Signatures {

  /** What {@code create} answers; fails when something was created with that signature before. */
  Future<Answer> once(Signed signed, Supplier<Future<Answer>> create);

  /** A signature is good until it expires, as AWS's services have it. */
  static Signatures any() {
    return (signed, create) -> create.get();
  }
}
