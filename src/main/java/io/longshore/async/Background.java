package io.longshore.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What is made on a thread of its own while something else starts. */
public final class Background<T> {

  private final CompletableFuture<T> made;

  private Background(CompletableFuture<T> made) {
    this.made = made;
  }

  public static <T> Background<T> start(Supplier<T> making) {
    return new Background<>(CompletableFuture.supplyAsync(making));
  }

  /** What was made, when it is; fails as the making did. */
  public T join() {
    try {
      return made.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException own ? own : failure;
    }
  }
}
