package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Balancer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Request smuggling through Debian's load balancers with the shipped configuration; profile
 * operate.
 */
@EnabledIfSystemProperty(named = "operate", matches = "true")
class SmugglingBalancerIT {

  @TempDir static Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"haproxy", "nginx"})
  void every_request_gets_its_own_response_behind_a_load_balancer(String name) {
    assertThat(Balancer.has(name)).as("apt-get install " + name).isTrue();
    try (SampleService service = SampleService.start(256, Optional.empty());
        Balancer balancer = Balancer.start(name, temp, service.port())) {
      assertThat(new SmugglingProbe(service, balancer.port()).desynchronised()).isEmpty();
    }
  }
}
