package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests whose end is unclear, straight to the port. */
class SmugglingTest {

  @Test
  void whatever_a_request_hides_is_not_answered_and_the_next_one_gets_its_own_answer() {
    assertThat(EdgeServer.size()).isGreaterThan(450);
    try (SampleService harbour = SampleService.start(256, Optional.empty())) {
      EdgeServer pier = new EdgeServer(harbour, harbour.port());
      assertThat(pier.desynchronised()).isEmpty();
      assertThat(pier.hiddenWasReached()).isFalse();
    }
  }
}
