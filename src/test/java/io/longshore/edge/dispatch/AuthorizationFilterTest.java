package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.AuditEvent;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.SampleService;
import io.longshore.edge.dispatch.CallFixture.MemoryAudit;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class AuthorizationFilterTest {

  private static final String SHIP = "arn:aws:sample:us-east-1:111122223333:ships/1";
  private static final String SHIPS = "arn:aws:sample:us-east-1:111122223333:ships";

  private final AuthorizationFilter filter =
      new AuthorizationFilter(
          id ->
              new OperationAuthorizer(
                  SampleService.PROFILE,
                  id,
                  id.endsWith("CreateShip") ? "/v1/ships" : "/v1/ships/{shipId}"));

  @Test
  void a_policy_must_allow_the_operation_on_the_resource() {
    String allow = "{'Effect':'Allow','Action':'sample:GetShip','Resource':'" + SHIP + "'}";
    CallFixture allowed = CallFixture.getShip().policy(allow);
    CallFixture denied = CallFixture.createShip("{}").policy(allow);
    CallFixture unrestricted = CallFixture.createShip("{}");

    assertThat(allowed.apply(filter, allowed.validated()).succeeded()).isTrue();
    assertThat(unrestricted.apply(filter, unrestricted.validated()).succeeded()).isTrue();
    assertThat(denied.refusal(denied.apply(filter, denied.validated())))
        .hasMessageStartingWith(
            "Key AKIDEXAMPLE is not authorized to perform: sample:CreateShip on resource: " + SHIPS)
        .extracting(error -> error.code().status())
        .isEqualTo(403);
  }

  @Test
  void conditions_see_the_connection_s_address_and_not_a_forwarded_one() {
    CallFixture call =
        CallFixture.getShip()
            .policy(
                "{'Effect':'Allow','Action':'*','Resource':'*',"
                    + "'Condition':{'IpAddress':{'aws:SourceIp':'192.0.2.0/24'}}}");
    call.http.headers.set("X-Forwarded-For", "198.51.100.1");

    assertThat(call.apply(filter, call.validated()).succeeded()).isTrue();
  }

  @Test
  void the_audit_event_names_the_resource_of_a_denied_call_too() {
    MemoryAudit audit = new MemoryAudit();
    CallFixture call =
        CallFixture.createShip("{}").policy("{'Effect':'Deny','Action':'*','Resource':'*'}");
    new AuditFilter(audit, InstantSource.fixed(Instant.EPOCH)).apply(call.received(), next());

    call.http.exchange.fail(call.refusal(call.apply(filter, call.validated())));

    assertThat(audit.events).extracting(AuditEvent::resource).containsExactly(SHIPS);
    assertThat(audit.events)
        .extracting(AuditEvent::outcome)
        .containsExactly("403 ForbiddenException");
  }

  @Test
  void a_policy_with_tag_conditions_is_left_to_the_later_filter() {
    CallFixture call =
        CallFixture.getShip()
            .policy(
                "{'Effect':'Allow','Action':'*','Resource':'*',"
                    + "'Condition':{'StringEquals':{'aws:ResourceTag/team':'a'}}}");

    assertThat(call.apply(filter, call.validated()).succeeded()).isTrue();
  }

  private static OperationHandler next() {
    return call -> Future.succeededFuture(ServiceResponse.noContent());
  }
}
