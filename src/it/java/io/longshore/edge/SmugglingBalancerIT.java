package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Balancer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose end is unclear, through what Debian ships, by our files; profile operate. */
@EnabledIfSystemProperty(named = "operate", matches = "true")
class SmugglingBalancerIT {

  @TempDir static Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"haproxy", "nginx"})
  void behind_a_balancer_too_every_request_gets_its_own_answer(String name) {
    assertThat(Balancer.has(name)).as("apt-get install " + name).isTrue();
    try (SampleService harbour = SampleService.start(256, Optional.empty());
        Balancer balancer = Balancer.start(name, temp, harbour.port())) {
      assertThat(new EdgeServer(harbour, balancer.port()).desynchronised()).isEmpty();
    }
  }
}
