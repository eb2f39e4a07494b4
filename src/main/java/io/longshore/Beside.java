package io.longshore;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What is made on a thread of its own while something else starts. */
final class Beside<T> {

  private final CompletableFuture<T> made;

  private Beside(CompletableFuture<T> made) {
    this.made = made;
  }

  static <T> Beside<T> start(Supplier<T> making) {
    return new Beside<>(CompletableFuture.supplyAsync(making));
  }

  /** What was made, when it is; fails as the making did. */
  T join() {
    try {
      return made.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException own ? own : failure;
    }
  }
}
