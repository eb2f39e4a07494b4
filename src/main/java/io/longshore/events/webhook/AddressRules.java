package io.longshore.events.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to. Private and loopback addresses need a permission. Addresses
 * that are no single host's, or that are of the host's own link (where clouds serve credentials),
 * are never connected to. An IPv6 address that stands for an IPv4 address is treated as that.
 */
final class AddressRules {

  /** Loopback, private use, carriers' NAT, and IPv6's unique local addresses. */
  private static final List<Range> PRIVATE =
      ranges(
          "127.0.0.0/8",
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "::1/128",
          "fc00::/7");

  /**
   * This host or network, link-local, protocols, documentation, benchmarks, multicast, reserved.
   */
  private static final List<Range> NEVER =
      ranges(
          "0.0.0.0/8",
          "169.254.0.0/16",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "::/128",
          "64:ff9b:1::/48",
          "100::/64",
          "2001::/23",
          "2001:db8::/32",
          "3fff::/20",
          "5f00::/16",
          "fe80::/10",
          "fec0::/10",
          "ff00::/8");

  /**
   * IPv6 prefixes that an IPv4 address follows, and at which byte: mapped, compatible, NAT64, 6to4.
   */
  private static final List<Range> MAPPED = ranges("::ffff:0:0:0/96", "64:ff9b::/96", "::/96");

  private static final Range SIX_TO_FOUR = range("2002::/16");
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int SIX_TO_FOUR_BYTE = 2;

  private final boolean allowPrivate;

  AddressRules(boolean allowPrivate) {
    this.allowPrivate = allowPrivate;
  }

  /** Why the address must not be connected to; empty if it may be. */
  Optional<String> refusal(InetAddress address) {
    byte[] bytes = plain(address.getAddress());
    if (in(NEVER, bytes)) {
      return Optional.of("is link-local, multicast or reserved");
    }
    if (!allowPrivate && in(PRIVATE, bytes)) {
      return Optional.of("is private; allowPrivate of the target permits it");
    }
    return Optional.empty();
  }

  /** The IPv4 address that an IPv6 address stands for, or the address itself. */
  private static byte[] plain(byte[] address) {
    if (address.length != IPV6_BYTES || isLocal(address)) {
      return address;
    }
    if (SIX_TO_FOUR.contains(address)) {
      return Arrays.copyOfRange(address, SIX_TO_FOUR_BYTE, SIX_TO_FOUR_BYTE + IPV4_BYTES);
    }
    boolean isMapped = isIpv4Mapped(address) || in(MAPPED, address);
    return isMapped ? Arrays.copyOfRange(address, IPV6_BYTES - IPV4_BYTES, IPV6_BYTES) : address;
  }

  /** Unspecified and loopback, which look like compatible addresses. */
  private static boolean isLocal(byte[] address) {
    boolean zeros = true;
    for (int i = 0; i < IPV6_BYTES - 1; i++) {
      zeros = zeros && address[i] == 0;
    }
    return zeros && address[IPV6_BYTES - 1] <= 1 && address[IPV6_BYTES - 1] >= 0;
  }

  /** {@code ::ffff:0:0/96}, which Java parses as IPv4 addresses, so that it is no text here. */
  private static boolean isIpv4Mapped(byte[] address) {
    for (int i = 0; i < IPV6_BYTES - IPV4_BYTES; i++) {
      if (address[i] != (i < IPV6_BYTES - IPV4_BYTES - 2 ? 0 : (byte) 0xff)) {
        return false;
      }
    }
    return true;
  }

  private static boolean in(List<Range> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static List<Range> ranges(String... texts) {
    return Stream.of(texts).map(AddressRules::range).toList();
  }

  private static Range range(String text) {
    String[] parts = text.split("/");
    try {
      return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The addresses whose first bits are those of a prefix. */
  private record Range(byte[] prefix, int bits) {

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        int at = bit / Byte.SIZE;
        if ((address[at] & mask) != (prefix[at] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
