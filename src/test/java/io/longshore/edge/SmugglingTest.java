package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Request smuggling directly at the API port. */
class SmugglingTest {

  @Test
  void a_smuggled_request_gets_no_response_and_the_next_one_gets_its_own() {
    assertThat(SmugglingProbe.size()).isGreaterThan(450);
    try (SampleService service = SampleService.start(256, Optional.empty())) {
      SmugglingProbe probe = new SmugglingProbe(service, service.port());
      assertThat(probe.desynchronised()).isEmpty();
      assertThat(probe.hiddenWasReached()).isFalse();
    }
  }
}
