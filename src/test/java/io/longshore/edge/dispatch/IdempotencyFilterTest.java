package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ResponseSlot;
import io.longshore.identity.idempotency.Idempotency;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyFilterTest {

  private static final ResponseSlot SLOT =
      new ResponseSlot(
          "AKIDEXAMPLE",
          "sample.CreateShip",
          new byte[32],
          "a-1",
          new UUID(0, 0),
          JsonObject::encode);

  private final List<Idempotency.Attempt> attempts = new ArrayList<>();
  private final Idempotency idempotency =
      (attempt, create) -> {
        attempts.add(attempt);
        return create.apply(Optional.of(SLOT));
      };
  private final IdempotencyFilter filter =
      new IdempotencyFilter(idempotency, Set.of("sample.CreateShip"));

  @Test
  void a_creating_call_with_an_invocation_id_gets_a_slot_for_its_response() {
    CallFixture call = CallFixture.createShip("{}");
    call.http.headers.set("amz-sdk-invocation-id", "a-1");

    assertThat(call.apply(filter, call.validated()).succeeded()).isTrue();

    assertThat(attempts).hasSize(1);
    assertThat(attempts.get(0).accessKey()).isEqualTo("AKIDEXAMPLE");
    assertThat(attempts.get(0).operation()).isEqualTo("sample.CreateShip");
    assertThat(attempts.get(0).invocation()).isEqualTo("a-1");
    assertThat(call.passed.get(0).validated().slot()).contains(SLOT);
  }

  @Test
  void another_body_is_another_attempt() {
    for (String body : List.of("{}", "{}", "{\"Name\":\"x\"}")) {
      CallFixture call = CallFixture.createShip(body);
      call.http.headers.set("amz-sdk-invocation-id", "a-1");
      call.apply(filter, call.validated());
    }

    assertThat(attempts.get(0).requestHash()).isEqualTo(attempts.get(1).requestHash());
    assertThat(attempts.get(0).requestHash()).isNotEqualTo(attempts.get(2).requestHash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no spaces", "not_a_letter"})
  void a_call_without_a_usable_invocation_id_passes(String id) {
    CallFixture call = CallFixture.createShip("{}");
    call.http.headers.set("amz-sdk-invocation-id", id);

    assertThat(call.apply(filter, call.validated()).succeeded()).isTrue();
    assertThat(call.passed.get(0).validated().slot()).isEmpty();
    assertThat(attempts).isEmpty();
  }

  @Test
  void an_operation_that_is_idempotent_by_itself_passes() {
    CallFixture call = CallFixture.getShip();
    call.http.headers.set("amz-sdk-invocation-id", "a-1");

    assertThat(call.apply(filter, call.validated()).succeeded()).isTrue();
    assertThat(attempts).isEmpty();
  }
}
