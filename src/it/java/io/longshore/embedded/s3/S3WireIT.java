package io.longshore.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.Installation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** HTTP requests as curl, boto3 and browsers send them, and host names. */
@Timeout(60)
class S3WireIT {

  private static final String BUCKET = "wire-it";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static S3Client client;
  private static S3Presigner presigner;

  @BeforeAll
  static void start() {
    client = new S3Client("test");
    client.bucket(BUCKET);
    presigner =
        S3Presigner.builder()
            .endpointOverride(Installation.shared().uri())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build();
  }

  @AfterAll
  static void close() {
    client.close();
    presigner.close();
  }

  private static URI put(String key) {
    return URI.create(
        presigner
            .presignPutObject(
                url ->
                    url.signatureDuration(Duration.ofMinutes(5))
                        .putObjectRequest(object -> object.bucket(BUCKET).key(key)))
            .url()
            .toString());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void a_body_with_the_content_type_of_a_form_is_stored_unchanged() throws Exception {
    String csv = "a,b\n1+1,%20&x=y\n";
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(put("up.csv"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .PUT(BodyPublishers.ofString(csv)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(client.text(BUCKET, "up.csv")).isEqualTo(csv);
  }

  /** With Transfer-Encoding on a 304, boto3 and the AWS CLI wait for chunks that never arrive. */
  @Test
  void a_304_has_the_etag_and_no_transfer_encoding() throws Exception {
    send(HttpRequest.newBuilder(put("unchanged")).PUT(BodyPublishers.ofString("x")));
    String url =
        presigner
            .presignGetObject(
                get ->
                    get.signatureDuration(Duration.ofMinutes(5))
                        .getObjectRequest(object -> object.bucket(BUCKET).key("unchanged")))
            .url()
            .toString();
    HttpResponse<String> full = send(HttpRequest.newBuilder(URI.create(url)));
    String etag = full.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> notModified =
        send(HttpRequest.newBuilder(URI.create(url)).header("If-None-Match", etag));
    assertThat(notModified.statusCode()).isEqualTo(304);
    assertThat(notModified.headers().firstValue("ETag")).contains(etag);
    assertThat(notModified.headers().firstValue("Last-Modified")).isPresent();
    assertThat(notModified.headers().firstValue("Transfer-Encoding")).isEmpty();
    HttpResponse<String> other =
        send(HttpRequest.newBuilder(URI.create(url)).header("If-None-Match", "\"other\""));
    assertThat(other.body()).isEqualTo("x");
  }

  @Test
  void a_preflight_for_a_presigned_url_is_answered_and_the_response_is_exposed() throws Exception {
    HttpResponse<String> preflight =
        send(
            HttpRequest.newBuilder(put("from-browser"))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "content-md5,content-type"));
    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("PUT");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-md5,content-type");
    HttpResponse<String> sent =
        send(
            HttpRequest.newBuilder(put("from-browser"))
                .header("Origin", "https://app.example.com")
                .PUT(BodyPublishers.ofString("x")));
    assertThat(sent.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(sent.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
        .contains("ETag");
  }

  @Test
  void a_preflight_for_a_call_with_an_authorization_header_is_answered() throws Exception {
    URI object = Installation.shared().uri().resolve("/" + BUCKET + "/some/key");
    HttpResponse<String> preflight =
        send(
            HttpRequest.newBuilder(object)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization,x-amz-date"));
    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("authorization,x-amz-date");
  }

  @Test
  void a_url_with_signature_version_2_is_accepted_until_it_expires() throws Exception {
    client.put(BUCKET, "signature v2", "text");
    assertThat(signatureV2(Instant.now().plusSeconds(60), "test").body()).isEqualTo("text");
    assertThat(signatureV2(Instant.now().minusSeconds(60), "test").statusCode()).isEqualTo(403);
    assertThat(signatureV2(Instant.now().plusSeconds(60), "wrong").body())
        .contains("SignatureDoesNotMatch");
  }

  @Test
  void a_form_body_sent_to_a_url_with_signature_version_2_is_stored() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(signatureV2("PUT", Instant.now().plusSeconds(60), "test"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .PUT(BodyPublishers.ofString("a=b&c"));
    assertThat(send(request).statusCode()).isEqualTo(200);
    assertThat(client.text(BUCKET, "signature v2")).isEqualTo("a=b&c");
  }

  private static HttpResponse<String> signatureV2(Instant expires, String secret) throws Exception {
    return send(HttpRequest.newBuilder(signatureV2("GET", expires, secret)));
  }

  private static URI signatureV2(String method, Instant expires, String secret) throws Exception {
    String path = "/" + BUCKET + "/signature%20v2";
    String toSign = method + "\n\n\n" + expires.getEpochSecond() + "\n" + path;
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String signature =
        Base64.getEncoder()
            .encodeToString(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)))
            .replace("+", "%2B")
            .replace("/", "%2F")
            .replace("=", "%3D");
    String query =
        "?AWSAccessKeyId=test&Signature=" + signature + "&Expires=" + expires.getEpochSecond();
    return Installation.shared().uri().resolve(path + query);
  }

  @Test
  void an_unknown_host_is_rejected_instead_of_listing_all_buckets() {
    assertThat(S3Address.of("127.0.0.1", "/b/k", List.of("localhost")))
        .isEqualTo(new S3Address("b", "k", false));
    assertThat(S3Address.of("b.localhost", "/k//x", List.of("localhost")))
        .isEqualTo(new S3Address("b", "k//x", true));
    assertThat(S3Address.of("longshore", "/b", List.of("localhost")))
        .isEqualTo(new S3Address("b", "", false));
    assertThat(
            S3Address.of(
                "exports.s3.us-east-1.amazonaws.com",
                "/k",
                List.of("localhost", "s3.us-east-1.amazonaws.com")))
        .isEqualTo(new S3Address("exports", "k", true));
    assertThatThrownBy(
            () -> S3Address.of("exports.s3.us-east-1.amazonaws.com", "/", List.of("localhost")))
        .isInstanceOfSatisfying(S3Error.class, error -> assertThat(error.status()).isEqualTo(400))
        .hasMessageContaining("s3.hosts");
  }
}
