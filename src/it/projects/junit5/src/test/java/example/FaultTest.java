package example;

import static io.longshore.junit.LongshoreCalls.atLeast;
import static io.longshore.junit.LongshoreCalls.exactly;
import static io.longshore.junit.LongshoreFault.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.junit.Longshore;
import io.longshore.junit.LongshoreCall;
import io.longshore.junit.LongshoreServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;

/** Calls that fail or are late, and the journal of calls. */
@Longshore
class FaultTest {

  @Test
  void a_throttled_call_is_repeated_by_the_sdk(LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.faults(
        call("pinpoint", "GetApps").status(429).code("TooManyRequestsException").times(2));

    assertThat(pinpoint.getApps(r -> {}).applicationsResponse().item()).isEmpty();

    longshore.calls().to("GetApps").count(exactly(3));
    assertThat(longshore.calls().to("GetApps").answered(429).list())
        .hasSize(2)
        .allMatch(LongshoreCall::injected);
  }

  @Test
  void a_call_that_is_refused_has_the_error_of_the_rule(
      LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.faults(
        call("pinpoint", "GetApps").status(400).code("BadRequestException").message("Not today"));

    assertThatThrownBy(() -> pinpoint.getApps(r -> {}))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("Not today");

    longshore.removeFaults();
    assertThat(pinpoint.getApps(r -> {}).applicationsResponse().item()).isEmpty();
  }

  @Test
  void a_call_that_is_late_succeeds(LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.faults(call("pinpoint", "GetApps").delay(Duration.ofMillis(700)).times(1));

    long begin = System.nanoTime();
    pinpoint.getApps(r -> {});

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(700));
  }

  @Test
  void a_fault_that_never_happens_hurts_no_call(
      LongshoreServer longshore, PinpointClient pinpoint) {
    longshore.faults(call("pinpoint").status(500).code("InternalServerError").probability(0));

    for (int i = 0; i < 10; i++) {
      assertThat(pinpoint.getApps(r -> {}).applicationsResponse().item()).isEmpty();
    }
    longshore.calls().answered(200).count(exactly(10));
  }

  @Test
  void the_journal_has_the_calls_of_this_test_only(
      LongshoreServer longshore, PinpointClient pinpoint) {
    String app = Endpoints.app(pinpoint, 2);

    longshore.calls().of("pinpoint").to("CreateApp").count(exactly(1));
    longshore.calls().to("UpdateEndpoint").count(atLeast(2));
    assertThat(longshore.calls().to("UpdateEndpoint").list())
        .allMatch(call -> call.path().contains(app));
    assertThatThrownBy(() -> longshore.calls().to("UpdateEndpoint").count(exactly(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Exactly 1");
  }
}
