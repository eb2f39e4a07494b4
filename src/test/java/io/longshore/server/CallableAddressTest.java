package io.longshore.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallableAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"http://0.0.0.0:4566", "https://[::]:4566"})
  void a_wildcard_address_becomes_an_address_of_this_host(String listening) throws Exception {
    URI called = CallableAddress.of(URI.create(listening));
    assertThat(called.getScheme()).isEqualTo(URI.create(listening).getScheme());
    assertThat(called.getPort()).isEqualTo(4566);
    InetAddress address = InetAddress.getByName(called.getHost());
    assertThat(address.isAnyLocalAddress()).isFalse();
    assertThat(NetworkInterface.getByInetAddress(address)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:4566", "http://[::1]:4566", "https://10.1.2.3:443"})
  void a_specific_address_is_unchanged(String listening) {
    assertThat(CallableAddress.of(URI.create(listening))).isEqualTo(URI.create(listening));
  }

  @Test
  void an_unresolvable_name_is_not_a_wildcard() {
    assertThat(CallableAddress.isWildcard("no-such-host.invalid")).isFalse();
  }
}
