package io.longshore.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  private static final AddressRules STRICT = new AddressRules(false);
  private static final AddressRules PERMISSIVE = new AddressRules(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "::1",
        "fc00::1",
        "fd12:3456::1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "64:ff9b::a00:1",
        "2002:c0a8:101::1"
      })
  void private_and_loopback_addresses_need_the_permission(String text) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(text);
    assertThat(STRICT.refusal(address)).as("without").isPresent();
    assertThat(PERMISSIVE.refusal(address)).as("with").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "192.0.0.170",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "::a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:a9fe:a9fe::1"
      })
  void link_local_multicast_and_reserved_addresses_are_never_connected_to(String text)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByName(text);
    assertThat(STRICT.refusal(address)).isPresent();
    assertThat(PERMISSIVE.refusal(address)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "192.167.255.255",
        "2606:4700::1111",
        "64:ff9b::101:101",
        "2002:101:101::1",
        "::ffff:1.1.1.1"
      })
  void public_addresses_need_no_permission(String text) throws UnknownHostException {
    assertThat(STRICT.refusal(InetAddress.getByName(text))).isEmpty();
  }

  @Test
  void an_ipv6_address_object_that_maps_an_ipv4_address_is_treated_as_that()
      throws UnknownHostException {
    byte[] bytes = HexFormat.of().parseHex("00000000000000000000ffff7f000001");
    InetAddress mapped = Inet6Address.getByAddress("host", bytes, 0);
    assertThat(mapped).isInstanceOf(Inet6Address.class);
    assertThat(STRICT.refusal(mapped)).isPresent();
    byte[] metadata = HexFormat.of().parseHex("00000000000000000000ffffa9fea9fe");
    assertThat(PERMISSIVE.refusal(Inet6Address.getByAddress("host", metadata, 0))).isPresent();
  }
}
