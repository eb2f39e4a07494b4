package io.longshore.embedded.s3;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Installation;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The embedded S3 through Longshore's port with an unmodified S3 client. */
@Timeout(60)
class S3ThroughOnePortIT {

  private static final int PART = 8 << 20;

  private static int port;
  private static Vertx vertx;
  private static S3AsyncClient client;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    port = Installation.shared().uri().getPort();
    vertx = Vertx.vertx();
    http = vertx.createHttpClient();
    client = client("test", "test");
    client.createBucket(request -> request.bucket("shelf")).join();
  }

  @AfterAll
  static void stop() {
    client.close();
    await(vertx.close());
  }

  @Test
  void an_object_is_put_listed_read_and_deleted() {
    client.putObject(r -> r.bucket("shelf").key("a/b"), AsyncRequestBody.fromString("text")).join();
    assertThat(keys("shelf")).contains("a/b");
    assertThat(read("shelf", "a/b").asUtf8String()).isEqualTo("text");
    client.deleteObject(r -> r.bucket("shelf").key("a/b")).join();
    assertThat(keys("shelf")).doesNotContain("a/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dir a/b+c é ☃ %2F x.txt", "with:colon", "emoji \uD83D\uDEA2"})
  void keys_with_special_characters_are_preserved(String key) {
    client.putObject(r -> r.bucket("shelf").key(key), AsyncRequestBody.fromString(key)).join();
    assertThat(read("shelf", key).asUtf8String()).isEqualTo(key);
    assertThat(keys("shelf")).contains(key);
  }

  @Test
  void a_multipart_object_of_fifty_megabytes_is_returned_byte_for_byte() {
    byte[] bytes = new byte[50 << 20];
    new Random(1).nextBytes(bytes);
    String id = client.createMultipartUpload(r -> r.bucket("shelf").key("big")).join().uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int from = 0, number = 1; from < bytes.length; from += PART, number++) {
      int partNumber = number;
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART));
      String etag =
          client
              .uploadPart(
                  r -> r.bucket("shelf").key("big").uploadId(id).partNumber(partNumber),
                  AsyncRequestBody.fromBytes(part))
              .join()
              .eTag();
      parts.add(CompletedPart.builder().partNumber(partNumber).eTag(etag).build());
    }
    client
        .completeMultipartUpload(
            r ->
                r.bucket("shelf")
                    .key("big")
                    .uploadId(id)
                    .multipartUpload(list -> list.parts(parts)))
        .join();
    assertThat(read("shelf", "big").asByteArrayUnsafe()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void presigned_put_and_get_work_in_path_style_and_virtual_hosted_style(boolean byPath) {
    String key = "signed " + byPath;
    try (S3Presigner presigner = presigner("test", byPath)) {
      URL put =
          presigner
              .presignPutObject(
                  r ->
                      r.signatureDuration(Duration.ofMinutes(1))
                          .putObjectRequest(o -> o.bucket("shelf").key(key)))
              .url();
      assertThat(put.getHost()).isEqualTo(byPath ? "localhost" : "shelf.localhost");
      assertThat(send(HttpMethod.PUT, put, "by hand").status()).isEqualTo(200);
      URL get =
          presigner
              .presignGetObject(
                  r ->
                      r.signatureDuration(Duration.ofMinutes(1))
                          .getObjectRequest(o -> o.bucket("shelf").key(key)))
              .url();
      assertThat(send(HttpMethod.GET, get, "")).isEqualTo(new Reply(200, "by hand"));
      assertThat(read("shelf", key).asUtf8String()).isEqualTo("by hand");
    }
  }

  @Test
  void a_modified_presigned_url_is_rejected() throws Exception {
    try (S3Presigner presigner = presigner("test", true)) {
      URL get =
          presigner
              .presignGetObject(
                  r ->
                      r.signatureDuration(Duration.ofMinutes(1))
                          .getObjectRequest(o -> o.bucket("shelf").key("mine")))
              .url();
      URL changed = URI.create(get.toString().replace("/mine", "/yours")).toURL();
      assertThat(send(HttpMethod.GET, changed, "").status()).isEqualTo(403);
    }
  }

  @Test
  void every_account_has_a_test_key_and_a_wrong_secret_or_key_is_rejected() {
    try (S3AsyncClient account = client("123456789012", "test");
        S3AsyncClient wrongSecret = client("test", "wrong");
        S3AsyncClient wrongKey = client("12345678901", "test")) {
      assertThat(account.listBuckets().join().buckets()).isEmpty(); // the account has created none
      assertThat(refusal(wrongSecret)).isEqualTo("SignatureDoesNotMatch");
      assertThat(refusal(wrongKey)).isEqualTo("InvalidAccessKeyId");
    }
  }

  @Test
  void a_client_that_expects_100_continue_receives_it() {
    try (S3Presigner presigner = presigner("test", true)) {
      URL put =
          presigner
              .presignPutObject(
                  r ->
                      r.signatureDuration(Duration.ofMinutes(1))
                          .putObjectRequest(o -> o.bucket("shelf").key("expected")))
              .url();
      RequestOptions options = options(HttpMethod.PUT, put).putHeader("Expect", "100-continue");
      int status =
          await(
              http.request(options.putHeader("Content-Length", "4"))
                  .compose(
                      request -> {
                        request.continueHandler(go -> request.end("text"));
                        return request.sendHead().compose(sent -> request.response());
                      })
                  .map(answer -> answer.statusCode()));
      assertThat(status).isEqualTo(200);
      assertThat(read("shelf", "expected").asUtf8String()).isEqualTo("text");
    }
  }

  private static String refusal(S3AsyncClient client) {
    CompletionException refused =
        (CompletionException) catchThrowable(() -> client.listBuckets().join());
    return ((S3Exception) refused.getCause()).awsErrorDetails().errorCode();
  }

  private record Reply(int status, String body) {}

  /** Sends a request to Longshore's port, regardless of the URL's host. */
  private static Reply send(HttpMethod method, URL url, String body) {
    return await(
        http.request(options(method, url))
            .compose(request -> request.send(Buffer.buffer(body)))
            .compose(
                answer ->
                    answer.body().map(text -> new Reply(answer.statusCode(), text.toString()))));
  }

  private static RequestOptions options(HttpMethod method, URL url) {
    return new RequestOptions()
        .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
        .setMethod(method)
        .setHost(url.getHost())
        .setPort(url.getPort())
        .setURI(url.getFile());
  }

  private static List<String> keys(String bucket) {
    return client.listObjectsV2(r -> r.bucket(bucket)).join().contents().stream()
        .map(object -> object.key())
        .toList();
  }

  private static ResponseBytes<?> read(String bucket, String key) {
    return client
        .getObject(r -> r.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
        .join();
  }

  private static StaticCredentialsProvider credentials(String key, String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
  }

  private static S3AsyncClient client(String key, String secret) {
    return S3AsyncClient.builder()
        .endpointOverride(URI.create("http://localhost:" + port))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(credentials(key, secret))
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private static S3Presigner presigner(String key, boolean byPath) {
    return S3Presigner.builder()
        .endpointOverride(URI.create("http://localhost:" + port))
        .region(Region.US_EAST_1)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(byPath).build())
        .credentialsProvider(credentials(key, "test"))
        .build();
  }
}
