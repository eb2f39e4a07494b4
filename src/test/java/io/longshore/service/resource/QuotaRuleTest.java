package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.CommonError;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class QuotaRuleTest {

  private static final QuotaRule RULE = new QuotaRule("Things", 3, "things", "thing");

  @Test
  void one_more_is_allowed_below_the_limit_only() {
    assertThat(required(2).succeeded()).isTrue();
    assertThat(required(3).cause()).hasMessage("too many");
    assertThat(required(4).failed()).isTrue();
  }

  @Test
  void a_count_that_fails_is_not_a_refusal() {
    Future<Void> required =
        RULE.require(
            Future.failedFuture("no database"), () -> CommonError.SERIALIZATION.because("wrong"));

    assertThat(required.cause()).hasMessage("no database");
  }

  private static Future<Void> required(long present) {
    return RULE.require(
        Future.succeededFuture(present), () -> CommonError.SERIALIZATION.because("too many"));
  }
}
