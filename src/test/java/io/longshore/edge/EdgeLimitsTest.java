package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.identity.sigv4.SignedRequest;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class EdgeLimitsTest {

  private static final int LIMIT = 64 * 1024;
  private static final String SCOPE =
      "Authorization: AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/sample/aws4_request,"
          + " SignedHeaders=host, Signature=x\r\n";

  @AutoClose
  private static final SampleService service = SampleService.start(256, Optional.empty());

  private static final RawHttpClient client = new RawHttpClient(service.port());

  @Test
  void a_body_of_exactly_the_limit_is_read() {
    String body = "{\"Name\":\"x\",\"More\":\"" + "y".repeat(LIMIT - 22) + "\"}";
    assertThat(body).hasSize(LIMIT);

    assertThat(client.send(client.signed("POST", "/v1/ships", body)).status()).isEqualTo(201);
    tooLarge(client.send(client.signed("POST", "/v1/ships", body + " ")));
  }

  @Test
  void a_content_length_above_the_limit_is_refused_before_the_body_is_sent() {
    tooLarge(
        client.raw(
            "POST /v1/ships HTTP/1.1\r\nHost: h\r\n" + SCOPE + "Content-Length: 65537\r\n\r\n"));
  }

  @Test
  void a_client_that_sends_a_much_too_large_body_receives_the_response() {
    String body = "x".repeat(4 << 20);

    tooLarge(client.send(client.signed("POST", "/v1/ships", body)));
  }

  @Test
  void a_chunked_body_above_the_limit_is_refused() {
    String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";

    tooLarge(
        client.raw(
            "POST /v1/ships HTTP/1.1\r\nHost: h\r\n"
                + SCOPE
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(9)));
  }

  @Test
  void a_chunked_body_within_the_limit_is_read() {
    SignedRequest signed = client.signed("POST", "/v1/ships", "{\"Name\":\"x\"}");
    StringBuilder text = new StringBuilder("POST /v1/ships HTTP/1.1\r\n");
    signed
        .headers()
        .forEach(h -> text.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    text.append("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"Nam\r\n7\r\ne\":\"x\"}\r\n0\r\n\r\n");

    assertThat(client.raw(text.toString()).status()).isEqualTo(201);
  }

  @Test
  void a_request_line_that_is_too_long_is_414() {
    Reply reply = client.raw("GET /" + "x".repeat(17 * 1024) + " HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(reply.status()).isEqualTo(414);
    refusedInJson(reply);
  }

  @Test
  void headers_that_are_too_large_are_431() {
    Reply reply =
        client.raw(
            "GET / HTTP/1.1\r\nHost: h\r\n"
                + ("X: " + "y".repeat(8000) + "\r\n").repeat(5)
                + "\r\n");

    assertThat(reply.status()).isEqualTo(431);
    refusedInJson(reply);
  }

  @Test
  void a_request_that_is_not_http_is_400() {
    Reply reply = client.raw("NONSENSE\r\n\r\n");

    assertThat(reply.status()).isEqualTo(400);
    refusedInJson(reply);
  }

  @Test
  void a_client_that_expects_100_continue_receives_it() throws Exception {
    SignedRequest signed = client.signed("POST", "/v1/ships", "{\"Name\":\"x\"}");
    StringBuilder head = new StringBuilder("POST /v1/ships HTTP/1.1\r\nExpect: 100-continue\r\n");
    signed
        .headers()
        .forEach(h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    head.append("Content-Length: ").append(signed.body().length).append("\r\n\r\n");

    assertThat(client.raw(head.toString()).status()).isEqualTo(100);
  }

  @Test
  void http_2_is_not_spoken_in_clear_text() {
    Reply reply =
        client.raw(
            "GET /_longshore/health HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

    assertThat(reply.status()).isEqualTo(200);
  }

  private static void tooLarge(Reply reply) {
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.headers())
        .containsEntry("x-amzn-errortype", "PayloadTooLargeException")
        .containsEntry("connection", "close");
    assertThat(reply.json().getString("Message"))
        .isEqualTo("The request body is larger than 65536 bytes.");
  }

  private static void refusedInJson(Reply reply) {
    assertThat(reply.headers())
        .containsEntry("content-type", "application/json")
        .containsKeys("x-amzn-requestid", "x-amzn-errortype", "date");
    assertThat(reply.json().getString("Message")).isNotBlank();
  }
}
