package io.longshore.api;

import io.vertx.core.Future;
import java.util.List;

/**
 * A stream of server-sent events, which the edge pulls: it asks for the next events once the client
 * has taken the last ones. A stream keeps no events for a client that does not read, but only the
 * position that it has reached.
 */
public non-sealed interface EventStream extends Continuation {

  /**
   * The next events, once there are some; an empty list ends the stream. Completes on any thread,
   * and is called again only after it has completed. Fails when the stream cannot go on.
   */
  Future<List<ServerSentEvent>> next();
}
