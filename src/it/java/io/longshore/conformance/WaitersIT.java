package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.client.JobFailedException;
import io.longshore.fixture.Installation;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The waiters for the AWS SDK for Java. */
class WaitersIT {

  static List<WaiterCase> cases() {
    return WaiterCases.start(Installation.shared());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_waiter_returns_when_the_job_succeeds_and_throws_its_reason_when_it_fails(
      WaiterCase waited) {
    if (waited.succeeds()) {
      assertThatCode(waited.inJava()::run).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(waited.inJava()::run)
          .isInstanceOfSatisfying(
              JobFailedException.class,
              failed -> assertThat(failed.reason()).contains(waited.reason()))
          .hasMessageContaining(waited.reason());
    }
  }
}
