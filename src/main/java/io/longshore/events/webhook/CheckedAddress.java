package io.longshore.events.webhook;

import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Finds the address that a request is sent to. Every address of the host must be permitted, and the
 * connection is opened to the address that was checked, so that a name that resolves differently a
 * moment later changes nothing.
 */
final class CheckedAddress {

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final HostResolver resolver;
  private final AddressRules rules;

  CheckedAddress(HostResolver resolver, AddressRules rules) {
    this.resolver = resolver;
    this.rules = rules;
  }

  /**
   * An address of the host of the URL; another one at the next attempt if there are several.
   *
   * <p>Fails with a message that names the address that is not permitted.
   */
  Future<SocketAddress> of(URI url, int attempt) {
    return resolver
        .resolve(host(url))
        .map(
            found -> {
              requirePermitted(url, found);
              InetAddress address = found.get(Math.floorMod(attempt - 1, found.size()));
              return SocketAddress.inetSocketAddress(port(url), address.getHostAddress());
            });
  }

  private void requirePermitted(URI url, List<InetAddress> found) {
    boolean plain = !url.getScheme().equals("https");
    for (InetAddress address : found) {
      Optional<String> refusal = rules.refusal(address);
      if (refusal.isPresent()) {
        throw new IllegalStateException(
            "Refused to connect: %s is %s, which %s"
                .formatted(host(url), address.getHostAddress(), refusal.get()));
      }
      if (plain && !address.isLoopbackAddress()) {
        throw new IllegalStateException(
            "Refused to connect: plain HTTP is for loopback addresses only, and %s is %s"
                .formatted(host(url), address.getHostAddress()));
      }
    }
  }

  /** The host as names are looked up: without the brackets of an IPv6 address. */
  static String host(URI url) {
    return url.getHost().replaceAll("[\\[\\]]", "");
  }

  static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return url.getScheme().equals("https") ? HTTPS_PORT : HTTP_PORT;
  }
}
