package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.config.RatesConfig;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RateLimitFilterTest {

  private final RateLimiter rates =
      new RateLimiter(
          new RatesConfig(true, 10, List.of("sample.GetShip=1")),
          Set.of("sample.GetShip", "sample.CreateShip"),
          () -> 0);

  @Test
  void a_call_above_the_rate_is_refused_with_the_time_to_wait_and_counted() {
    CallFixture first = CallFixture.getShip();
    CallFixture second = CallFixture.getShip();

    assertThat(first.apply(filter(first), first.received()).succeeded()).isTrue();
    ApiError refused = second.refusal(second.apply(filter(second), second.received()));

    assertThat(refused)
        .hasMessage("Rate exceeded: this account calls sample.GetShip too often; try again later.");
    assertThat(refused.code().status()).isEqualTo(429);
    assertThat(second.http.responseHeaders.get("Retry-After")).isEqualTo("10");
    assertThat(second.throttled("rate")).isEqualTo(1);
  }

  @Test
  void a_call_without_a_limit_passes() {
    for (int i = 0; i < 100; i++) {
      CallFixture call = CallFixture.createShip("{}");
      assertThat(call.apply(filter(call), call.received()).succeeded()).isTrue();
    }
  }

  private RateLimitFilter filter(CallFixture call) {
    return new RateLimitFilter("sample", rates, call.http.metrics);
  }
}
