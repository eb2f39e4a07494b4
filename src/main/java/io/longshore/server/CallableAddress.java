package io.longshore.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.Comparator;

/** Addresses under which a server can be called, also if it listens on all addresses. */
final class CallableAddress {

  private CallableAddress() {}

  /** Whether that host means all addresses, so that it cannot be called. */
  static boolean isWildcard(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (IOException noAddress) {
      return false;
    }
  }

  /** A URI of that host and port; an IPv6 address is put in brackets. */
  static URI uri(String scheme, String host, int port) {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + name + ":" + port);
  }

  /** The same URI, with an address of this machine in place of a wildcard. */
  static URI of(URI listening) {
    return isWildcard(listening.getHost())
        ? URI.create("%s://%s:%d".formatted(listening.getScheme(), own(), listening.getPort()))
        : listening;
  }

  /** Prefers IPv4 to IPv6, and other addresses to loopback. */
  private static String own() {
    try {
      InetAddress best =
          NetworkInterface.networkInterfaces()
              .filter(CallableAddress::isUp)
              .flatMap(NetworkInterface::inetAddresses)
              .filter(address -> !address.isLinkLocalAddress())
              .min(
                  Comparator.comparing(InetAddress::isLoopbackAddress)
                      .thenComparing(address -> !(address instanceof Inet4Address)))
              .orElseGet(InetAddress::getLoopbackAddress);
      String text = best.getHostAddress().replaceFirst("%.*", "");
      return best instanceof Inet4Address ? text : "[" + text + "]";
    } catch (IOException unknown) {
      throw new UncheckedIOException("The addresses of this machine cannot be read", unknown);
    }
  }

  private static boolean isUp(NetworkInterface card) {
    try {
      return card.isUp();
    } catch (IOException unknown) {
      return false;
    }
  }
}
