package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyFilterTest {

  private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(2);

  private ConcurrencyFilter filter(CallFixture call) {
    return new ConcurrencyFilter("sample", limiter, call.http.metrics);
  }

  @Test
  void a_call_counts_until_its_response_is_known_even_when_its_client_has_disconnected() {
    CallFixture call = CallFixture.getShip();
    Promise<ServiceResponse> response = Promise.promise();
    call.response = response.future();

    call.apply(filter(call), call.received());
    call.http.disconnect();
    assertThat(limiter.used()).isEqualTo(1);
    response.complete(ServiceResponse.noContent());

    assertThat(limiter.used()).isZero();
  }

  @Test
  void a_call_that_fails_or_throws_counts_no_longer() {
    CallFixture call = CallFixture.getShip();
    OperationFilter throwing =
        (passed, next) -> {
          throw new IllegalStateException();
        };
    OperationHandler chain = OperationHandler.chain(List.of(filter(call), throwing), call);

    assertThat(chain.handle(call.received()).failed()).isTrue();
    assertThat(limiter.used()).isZero();
  }

  @Test
  void calls_above_the_account_s_share_or_the_limit_are_refused_and_counted() {
    for (int i = 0; i < 2; i++) {
      assertThat(limiter.tryAcquire("444455556666").isEmpty()).isTrue();
    }
    CallFixture busy = CallFixture.getShip();
    assertThat(busy.refusal(busy.apply(filter(busy), busy.received())))
        .hasMessage("Too many requests; try again.");
    assertThat(busy.throttled("busy")).isEqualTo(1);

    ConcurrencyLimiter shared = new ConcurrencyLimiter(4);
    for (int i = 0; i < 3; i++) {
      shared.tryAcquire(CallFixture.PRINCIPAL.account());
    }
    CallFixture share = CallFixture.getShip();
    ConcurrencyFilter filter = new ConcurrencyFilter("sample", shared, share.http.metrics);
    assertThat(share.refusal(share.apply(filter, share.received())))
        .hasMessage("This account has too many concurrent calls; try again.");
    assertThat(share.throttled("share")).isEqualTo(1);
    assertThat(shared.used()).isEqualTo(3);
  }
}
