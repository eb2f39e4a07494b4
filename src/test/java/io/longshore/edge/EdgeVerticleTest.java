package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.edge.Wire.Reply;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeVerticleTest {

  private static Harbour harbour;
  private static Wire wire;

  @BeforeAll
  static void start() {
    harbour = Harbour.start(256, Optional.empty());
    wire = new Wire(harbour.port());
  }

  @AfterAll
  static void stop() {
    harbour.close();
  }

  @BeforeEach
  void forget() {
    harbour.calls.clear();
  }

  @Test
  void a_signed_and_valid_call_reaches_the_service_and_its_answer_comes_back() {
    Reply reply =
        wire.send(
            wire.signed(
                "POST", "/v1/ships", "{\"Name\":\"⚓\",\"Tons\":5.0,\"Kind\":null,\"New\":1}"));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.headers()).containsEntry("content-type", "application/json");
    assertThat(reply.json().getString("account")).isEqualTo("000000000000");
    assertThat(harbour.calls).hasSize(1);
    assertThat(harbour.calls.get(0).requestId()).isEqualTo(reply.headers().get("x-amzn-requestid"));
    assertThat(harbour.calls.get(0).body())
        .isEqualTo(new JsonObject().put("Name", "⚓").put("Tons", 5.0).put("New", 1));
  }
}
