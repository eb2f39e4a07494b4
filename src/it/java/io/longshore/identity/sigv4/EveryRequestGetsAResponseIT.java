package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.identity.key.AccessKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request at the API port gets a response, from the service of its verified credential scope.
 */
class EveryRequestGetsAResponseIT {

  private static final AccessKey KEY = new AccessKey("test", "test", "000000000000", true);
  private static final int LOOK_MILLIS = 10_000;
  private static final String S3 =
      "Authorization: AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/s3/aws4_request,"
          + " SignedHeaders=host, Signature="
          + "0".repeat(64)
          + "\r\n";

  private final Installation server = Installation.shared();

  @Test
  void an_escaped_credential_is_the_same_credential() throws Exception {
    String plain = presigned("/v1/apps?", "mobiletargeting");

    assertThat(get(plain)).startsWith("HTTP/1.1 200");
    for (String spelled :
        List.of(
            plain.replace("X-Amz-Credential=", "X%2DAmz-Credential="),
            plain.replace("X-Amz-Credential=", "%58-Amz-%43redential="),
            plain.replace("mobiletargeting", "mobile%74argeting"),
            plain.replace("aws4_request", "aws4%5Frequest"))) {
      assertThat(get(spelled)).as(spelled).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_request_is_served_by_the_service_of_its_verified_scope() throws Exception {
    String pinpoint =
        "x=X-Amz-Credential=test/" + day() + "/us-east-1/mobiletargeting/aws4_request&";
    String exchange = "x=X-Amz-Credential=test/" + day() + "/us-east-1/dataexchange/aws4_request&";

    assertThat(get(presigned("/v1/apps?" + pinpoint, "dataexchange"))).startsWith("HTTP/1.1 404");
    assertThat(get(presigned("/v1/apps?" + exchange, "mobiletargeting")))
        .startsWith("HTTP/1.1 200");
    assertThat(get(presigned("/v1/data-sets?" + exchange, "mobiletargeting")))
        .startsWith("HTTP/1.1 404");
    String s3 = "x=X-Amz-Credential=test/" + day() + "/us-east-1/s3/aws4_request&";
    assertThat(get(presigned("/v1/apps?" + s3, "mobiletargeting"))).startsWith("HTTP/1.1 200");
    assertThat(get(presigned("/v1/apps?x=AWSAccessKeyId=a&Signature=b&", "mobiletargeting")))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void a_service_that_the_scope_does_not_name_is_not_called() throws Exception {
    String plain = presigned("/v1/apps?", "mobiletargeting");

    assertThat(get(plain + "&X-Amz-Credential=test/d/r/dataexchange/aws4_request"))
        .startsWith("HTTP/1.1 400");
    assertThat(get(plain.replace("mobiletargeting", "dataexchange"))).startsWith("HTTP/1.1 403");
    assertThat(get(plain.replace("mobiletargeting", "nothing"))).startsWith("HTTP/1.1 403");
  }

  static Stream<String> odd() {
    String host = "Host: localhost\r\n";
    return Stream.of(
        "GET / HTTP/1.0\r\n" + S3 + "\r\n",
        "GET /b/k HTTP/1.0\r\n" + S3 + "\r\n",
        "GET /b/k HTTP/1.1\r\n" + S3 + "\r\n",
        "GET /b/k HTTP/1.1\r\nHost: \r\n" + S3 + "\r\n",
        "GET /b/k HTTP/1.1\r\nHost: a b\r\n" + S3 + "\r\n",
        "GET /b/k HTTP/1.1\r\nHost: [::\r\n" + S3 + "\r\n",
        "GET /b/k HTTP/1.1\r\nHost: b.localhost:x\r\n" + S3 + "\r\n",
        "FOO /b/k HTTP/1.1\r\n" + host + S3 + "\r\n",
        "CONNECT localhost:1 HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET http://localhost/b/k HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET http:// HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET * HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET x HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET /%zz HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET /b/%00 HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET /b/../.. HTTP/1.1\r\n" + host + S3 + "\r\n",
        "GET /b?uploads&x=%zz HTTP/1.1\r\n" + host + S3 + "\r\n",
        "PUT /b/k HTTP/1.1\r\n" + host + S3 + "Expect: other\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\n" + host + "\r\n",
        "OPTIONS /v1/apps HTTP/1.0\r\n\r\n",
        "GET * HTTP/1.1\r\n" + host + "\r\n",
        "GET x HTTP/1.1\r\n" + host + "\r\n",
        "GET http://localhost/v1/apps HTTP/1.1\r\n" + host + "\r\n",
        "GET http:// HTTP/1.1\r\n" + host + "\r\n",
        "GET :// HTTP/1.1\r\n" + host + "\r\n",
        "CONNECT localhost:1 HTTP/1.1\r\n" + host + "\r\n",
        "FOO /v1/apps HTTP/1.1\r\n" + host + "\r\n",
        "TRACE / HTTP/1.1\r\n" + host + "\r\n",
        "HEAD /v1/apps HTTP/1.1\r\n" + host + "\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /v1/apps HTTP/3.0\r\n" + host + "\r\n",
        "GET /v1/apps HTTP/1.1\r\n" + host + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        "GET /v1/apps HTTP/1.1\r\n" + host + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "POST /v1/apps HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /v1/apps HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n",
        "POST /v1/apps HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
        "POST /v1/apps HTTP/1.1\r\n" + host + "Content-Length: x\r\n\r\n",
        "POST /v1/apps HTTP/1.1\r\n" + host + "Expect: other\r\nContent-Length: 0\r\n\r\n",
        "GET /%zz HTTP/1.1\r\n" + host + "\r\n",
        "GET /v1/apps?%zz HTTP/1.1\r\n" + host + "\r\n",
        "GET /?X-Amz-Credential=%zz%2 HTTP/1.1\r\n" + host + "\r\n",
        "GET /?X-Amz-Credential HTTP/1.1\r\n" + host + "\r\n",
        "GET / HTTP/1.1\r\n" + host + "Authorization: \r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "Authorization: AWS test:x\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "Authorization: /aws4_request\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "Authorization: Bearer x\r\n\r\n",
        "GET /_longshore/health HTTP/1.1\r\n" + host + "\r\n",
        "POST /_longshore/health HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}",
        "GET / HTTP/1.1\r\n" + host + "X Y: z\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "X: \u0000\r\n\r\n",
        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + host + "\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\n" + host + "\r\n",
        "GET\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("odd")
  void every_request_gets_a_response(String request) throws Exception {
    assertThat(send(request)).startsWith("HTTP/");
  }

  private static String day() {
    return SigningTime.basic(Instant.now()).substring(0, 8);
  }

  private String presigned(String begin, String service) {
    String now = SigningTime.basic(Instant.now());
    CredentialScope scope = new CredentialScope(now.substring(0, 8), "us-east-1", service);
    String target =
        begin
            + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
            + (KEY.id() + "/" + scope).replace("/", "%2F")
            + "&X-Amz-Date="
            + now
            + "&X-Amz-Expires=600&X-Amz-SignedHeaders=host";
    String host = server.uri().getAuthority();
    SignedRequest request =
        new SignedRequest("GET", target, List.of(Map.entry("Host", host)), new byte[0]);
    String canonical =
        CanonicalRequest.of(
            request,
            List.of("host"),
            Set.of("X-Amz-Signature"),
            true,
            HexFormat.of().formatHex(SigningKeyCache.sha256(new byte[0])));
    byte[] signature =
        SigV4Verifier.signature(
            SigningKeyCache.derive(KEY.secret(), scope),
            SigningTime.ofQuery(now).at(),
            scope,
            canonical);
    return target + "&X-Amz-Signature=" + HexFormat.of().formatHex(signature);
  }

  private String get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: " + server.uri().getAuthority() + "\r\n\r\n");
  }

  /** The beginning of the response, or the failure. */
  private String send(String request) throws IOException {
    try (Socket socket = new Socket("localhost", server.uri().getPort())) {
      socket.setSoTimeout(LOOK_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      byte[] bytes = in.readNBytes("HTTP/1.1 200".length());
      return bytes.length == 0
          ? "closed without a byte"
          : new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException silent) {
      return "no byte within " + LOOK_MILLIS + " ms";
    }
  }
}
