package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.AuditEvent;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.dispatch.CallFixture.MemoryAudit;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class AuditFilterTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.123456Z");

  private final MemoryAudit audit = new MemoryAudit();
  private final AuditFilter filter = new AuditFilter(audit, InstantSource.fixed(NOW));

  @Test
  void an_audited_call_is_recorded_once_with_its_first_outcome() {
    CallFixture call = CallFixture.createShip("{}");

    assertThat(call.apply(filter, call.received()).succeeded()).isTrue();
    assertThat(audit.events).isEmpty();
    call.http.exchange.respond(ServiceResponse.created(null));
    call.http.exchange.fail(new IllegalStateException());

    assertThat(audit.events)
        .containsExactly(
            new AuditEvent(
                Instant.parse("2026-11-21T12:00:00.123Z"),
                "111122223333",
                "AKIDEXAMPLE",
                "sample.CreateShip",
                "*",
                "192.0.2.7",
                "201",
                call.http.exchange.requestId()));
  }

  @Test
  void the_refusal_of_a_call_is_recorded_even_when_its_client_has_disconnected() {
    CallFixture call = CallFixture.createShip("{}");
    call.apply(filter, call.received());
    call.http.disconnect();

    call.http.exchange.refuse(CommonError.EXPIRED_TOKEN.because("expired"));

    assertThat(audit.events)
        .extracting(AuditEvent::outcome)
        .containsExactly("403 ExpiredTokenException");
    assertThat(call.http.status()).isZero();
  }

  @Test
  void while_the_audit_log_has_no_room_audited_calls_are_refused_and_others_pass() {
    audit.open = false;
    CallFixture create = CallFixture.createShip("{}");
    CallFixture get = CallFixture.getShip();

    assertThat(create.refusal(create.apply(filter, create.received())))
        .hasMessage("The audit log cannot be written at the moment; try again.")
        .extracting("code")
        .isEqualTo(CommonError.SERVICE_UNAVAILABLE);
    assertThat(get.apply(filter, get.received()).succeeded()).isTrue();
    assertThat(audit.events).isEmpty();
  }
}
