package io.longshore.identity.policy;

import io.netty.util.NetUtil;
import java.util.Arrays;

/**
 * A network {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or a single address.
 *
 * @param address 4 or 16 bytes
 * @param bits the prefix length
 */
record CidrBlock(byte[] address, int bits) {

  static CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    int maxBits = address == null ? 0 : address.length * 8;
    int bits = slash < 0 ? maxBits : number(text.substring(slash + 1));
    if (address == null || bits < 0 || bits > maxBits) {
      throw new IllegalArgumentException("expected an address or a network, was " + text);
    }
    return new CidrBlock(address, bits);
  }

  private static int number(String text) {
    boolean digits = text.length() >= 1 && text.length() <= 3;
    digits = digits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(text) : -1;
  }

  boolean contains(String other) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(other);
    if (bytes == null || bytes.length != address.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    boolean same = Arrays.equals(address, 0, whole, bytes, 0, whole);
    return same && (rest == 0 || ((address[whole] ^ bytes[whole]) & 0xff) >> (8 - rest) == 0);
  }
}
