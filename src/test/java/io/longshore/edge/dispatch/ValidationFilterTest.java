package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Call;
import io.longshore.edge.ExchangeFixture;
import io.longshore.edge.SampleService;
import io.longshore.edge.ServiceEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ValidationFilterTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static ValidationFilter filter;

  @BeforeAll
  static void load() {
    ServiceEndpoint service =
        SampleService.await(
            ServiceEndpoint.load(
                VERTX,
                SampleService.PROFILE,
                Set.of(
                    "sample.GetShips",
                    "sample.CreateShip",
                    "sample.GetShip",
                    "sample.DeleteShip",
                    "sample.ListTags"),
                8,
                new ExchangeFixture(HttpMethod.GET, "/").metrics));
    filter = new ValidationFilter(service::validator);
  }

  @AfterAll
  static void close() {
    SampleService.await(VERTX.close());
  }

  @Test
  void a_valid_call_has_its_parameters_in_their_types_and_its_body_without_nulls() {
    CallFixture create = CallFixture.createShip("{\"Name\":\"x\",\"Home\":null}");
    CallFixture list = new CallFixture("sample.GetShips", HttpMethod.GET, "/v1/ships?page-size=5");

    assertThat(create.apply(filter, create.received()).succeeded()).isTrue();
    assertThat(list.apply(filter, list.received()).succeeded()).isTrue();

    Call created = create.passed.get(0).validated();
    assertThat(created.body()).isEqualTo(new JsonObject().put("Name", "x"));
    assertThat(created.operation()).isEqualTo("sample.CreateShip");
    assertThat(created.principal()).isEqualTo(CallFixture.PRINCIPAL);
    assertThat(created.requestId()).isEqualTo(create.http.exchange.requestId());
    assertThat(list.passed.get(0).validated().parameters())
        .isEqualTo(new JsonObject().put("page-size", 5));
  }

  @Test
  void an_invalid_call_is_refused_with_the_service_s_error_and_the_member() {
    CallFixture call = CallFixture.createShip("{}");

    assertThat(call.refusal(call.apply(filter, call.received())))
        .hasMessage("Name is required")
        .extracting(error -> error.code().shape())
        .isEqualTo("BadRequestException");
  }

  @Test
  void a_compressed_body_is_refused() {
    CallFixture call = CallFixture.createShip("{\"Name\":\"x\"}");
    call.http.headers.set("Content-Encoding", "gzip");

    assertThat(call.refusal(call.apply(filter, call.received())))
        .hasMessage("Content-Encoding of requests is not supported.");
  }
}
