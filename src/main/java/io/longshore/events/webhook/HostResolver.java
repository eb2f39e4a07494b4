package io.longshore.events.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface HostResolver {

  /** All addresses of the host, at least one; the text of an address is its own. */
  Future<List<InetAddress>> resolve(String host);

  /** The resolver of the operating system, on a worker thread. */
  static HostResolver system(Vertx vertx) {
    return host ->
        vertx.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false /* in order */);
  }
}
