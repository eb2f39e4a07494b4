package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.CommonError;
import io.longshore.identity.idempotency.UsedSignatures;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignatureReuseFilterTest {

  private final Set<String> used = new HashSet<>();
  private final UsedSignatures usedSignatures =
      (signed, create) ->
          used.add(signed.signature())
              ? create.get()
              : Future.failedFuture(CommonError.INVALID_SIGNATURE.because("used"));
  private final SignatureReuseFilter filter =
      new SignatureReuseFilter(usedSignatures, Set.of("sample.CreateShip"));

  @Test
  void a_creating_call_passes_once_with_the_same_signature() {
    CallFixture first = CallFixture.createShip("{}");
    CallFixture second = CallFixture.createShip("{}");

    assertThat(first.apply(filter, first.validated()).succeeded()).isTrue();
    assertThat(second.refusal(second.apply(filter, second.validated()))).hasMessage("used");
    assertThat(used).containsExactly(CallFixture.SIGNED.signature());
  }

  @Test
  void other_calls_may_repeat_a_signature() {
    for (int i = 0; i < 2; i++) {
      CallFixture call = CallFixture.getShip();
      assertThat(call.apply(filter, call.validated()).succeeded()).isTrue();
    }
    assertThat(used).isEmpty();
  }
}
