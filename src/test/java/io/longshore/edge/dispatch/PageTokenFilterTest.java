package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.PageTokenCipher;
import io.longshore.identity.key.ServerKeys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenFilterTest {

  private final PageTokenCipher cipher =
      new PageTokenCipher(
          ServerKeys.of(new byte[32]), InstantSource.fixed(Instant.EPOCH), new SecureRandom());
  private final PageTokenFilter filter = new PageTokenFilter(cipher);

  private String encrypted(String operation, String token) {
    return cipher.encrypt(CallFixture.PRINCIPAL, operation, token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nextToken", "NextToken"})
  void a_token_is_encrypted_in_the_response_and_decrypted_in_the_next_request(String member) {
    CallFixture first = CallFixture.getShip();
    JsonObject page = new JsonObject().put(member, "position").put("Name", "x");
    first.response = Future.succeededFuture(ServiceResponse.ok(page));
    JsonObject sent = first.apply(filter, first.validated()).result().body();

    assertThat(sent.getString(member)).isNotEqualTo("position");
    assertThat(sent.getString("Name")).isEqualTo("x");

    CallFixture next = CallFixture.getShip();
    OperationCall call = next.validated();
    call.validated().body().put(member, sent.getString(member));
    next.apply(filter, call);
    assertThat(next.passed.get(0).validated().body().getString(member)).isEqualTo("position");
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "nextToken"})
  void a_token_of_another_operation_reaches_the_service_as_an_empty_one(String parameter) {
    CallFixture call = CallFixture.getShip();
    OperationCall validated = call.validated();
    validated.validated().parameters().put(parameter, encrypted("sample.GetShips", "position"));

    call.apply(filter, validated);

    assertThat(call.passed.get(0).validated().parameter(parameter)).isEmpty();
  }

  @Test
  void a_refusal_passes_unchanged() {
    CallFixture call = CallFixture.getShip();
    ServiceResponse refused =
        ServiceResponse.refused(CommonError.NOT_IMPLEMENTED.because("not supported"));
    call.response = Future.succeededFuture(refused);

    assertThat(call.apply(filter, call.validated()).result()).isSameAs(refused);
  }
}
