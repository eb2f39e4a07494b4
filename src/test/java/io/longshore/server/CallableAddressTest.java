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
  void one_that_means_every_address_becomes_one_of_this_machine(String listening) throws Exception {
    URI called = CallableAddress.of(URI.create(listening));
    assertThat(called.getScheme()).isEqualTo(URI.create(listening).getScheme());
    assertThat(called.getPort()).isEqualTo(4566);
    InetAddress address = InetAddress.getByName(called.getHost());
    assertThat(address.isAnyLocalAddress()).isFalse();
    assertThat(NetworkInterface.getByInetAddress(address)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:4566", "http://[::1]:4566", "https://10.1.2.3:443"})
  void one_that_can_be_called_stays(String listening) {
    assertThat(CallableAddress.of(URI.create(listening))).isEqualTo(URI.create(listening));
  }

  @Test
  void a_name_that_nobody_knows_is_no_wildcard() {
    assertThat(CallableAddress.isWildcard("no-such-host.invalid")).isFalse();
  }
}
