package io.longshore.service.resource;

import java.util.function.Function;
import java.util.function.Supplier;

/** Fails a future with a refusal. */
public final class Refusal {

  private Refusal() {}

  /** A mapper that throws the refusal when the value is false. */
  public static Function<Boolean, Boolean> unless(Supplier<? extends RuntimeException> refusal) {
    return done -> {
      if (!done) {
        throw refusal.get();
      }
      return true;
    };
  }
}
