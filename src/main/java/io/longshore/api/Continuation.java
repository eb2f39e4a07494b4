package io.longshore.api;

/**
 * What follows a call whose service has returned before the response is complete. The call is over
 * then: the limits of its duration and of concurrent calls do not count what follows. The edge
 * closes every continuation that it receives, exactly once.
 */
public sealed interface Continuation permits EventStream, DelayedResponse {

  /** Ends it and frees what it holds. Called on any thread. */
  void close();
}
