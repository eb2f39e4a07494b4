package io.longshore.objectstore.s3;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.S3Config;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses that a healthy S3 does not send. */
class S3FailureIT {

  private static final Upload UPLOAD = new Upload("b-1", "key", "u-1");
  private static final List<Part> PARTS = List.of(new Part(1, "\"e\"", 1));
  private static final String COMPLETED =
      "<CompleteMultipartUploadResult><Bucket>b-1</Bucket><Key>key</Key><ETag>\"e-1\"</ETag>"
          + "</CompleteMultipartUploadResult>";

  private final AtomicInteger requests = new AtomicInteger();
  private Vertx vertx;
  private HttpServer server;
  private S3ObjectStore store;
  private Handler<HttpServerRequest> answer;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        await(
            vertx
                .createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(
                    request -> {
                      requests.incrementAndGet();
                      answer.handle(request);
                    })
                .listen(0, "127.0.0.1"));
    S3Config config =
        new S3Config(
            Optional.of(URI.create("http://127.0.0.1:" + server.actualPort())),
            "us-east-1",
            Optional.of("k"),
            Optional.of("s"),
            true);
    Duration brief = Duration.ofMillis(700);
    store = new S3ObjectStore(vertx, config, new S3Timeouts(brief, brief, brief), true);
  }

  @AfterEach
  void stop() {
    store.close();
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "503, SlowDown, THROTTLED",
    "503, ServiceUnavailable, THROTTLED",
    "429, TooManyRequests, THROTTLED",
    "400, RequestLimitExceeded, THROTTLED",
    "500, InternalError, TRANSIENT",
    "502, '', TRANSIENT",
    "504, '', TRANSIENT",
    "400, RequestTimeout, TRANSIENT",
    "400, BadDigest, TRANSIENT",
    "400, ExpiredToken, TRANSIENT",
    "409, OperationAborted, TRANSIENT",
    "403, RequestTimeTooSkewed, TRANSIENT",
    "501, NotImplemented, PERMANENT",
    "403, AccessDenied, PERMANENT",
    "403, InvalidAccessKeyId, PERMANENT",
    "301, PermanentRedirect, PERMANENT",
    "400, AuthorizationHeaderMalformed, PERMANENT",
    "400, KMS.DisabledException, PERMANENT",
    "404, NoSuchBucket, PERMANENT",
    "404, NoSuchUpload, UPLOAD_GONE",
    "404, NoSuchKey, UPLOAD_GONE",
    "400, InvalidPart, UPLOAD_GONE",
    "400, InvalidPartOrder, UPLOAD_GONE"
  })
  void an_error_is_classified_by_code_and_status(int status, String code, Kind kind) {
    answer = refusal(status, code);

    assertThat(kind(store.completeUpload(UPLOAD, PARTS))).isEqualTo(kind);
    assertThat(requests).hasValue(1); // no retry
  }

  @ParameterizedTest
  @CsvSource({"InternalError, TRANSIENT", "SlowDown, THROTTLED", "InvalidPart, UPLOAD_GONE"})
  void an_error_inside_a_200_is_a_failure(String code, Kind kind) {
    answer = refusal(200, code);

    assertThat(kind(store.completeUpload(UPLOAD, PARTS))).isEqualTo(kind);
  }

  @Test
  void a_200_without_an_etag_is_not_a_success() {
    answer = request -> request.response().end();
    assertThat(kind(store.completeUpload(UPLOAD, PARTS))).isEqualTo(Kind.TRANSIENT);

    answer = request -> request.response().end(COMPLETED);
    await(store.completeUpload(UPLOAD, PARTS));
  }

  @Test
  void an_object_that_ends_early_is_a_transient_error() {
    answer =
        request -> {
          request.response().putHeader("Content-Length", "1000").putHeader("ETag", "e");
          request.response().write("half").onSuccess(sent -> request.connection().close());
        };

    ObjectRead read = await(store.read(Source.of("b-1", "key")));
    await(read.next());

    assertThat(kind(read.next())).isEqualTo(Kind.TRANSIENT);
    assertThat(kind(read.next())).isEqualTo(Kind.TRANSIENT);
  }

  @Test
  void an_object_that_stalls_times_out() {
    answer =
        request -> {
          request.response().putHeader("Content-Length", "1000").putHeader("ETag", "e");
          request.response().write("half");
        };

    ObjectRead read = await(store.read(Source.of("b-1", "key")));
    assertThat(await(read.next()).orElseThrow().toString()).isEqualTo("half");

    assertThat(kind(read.next())).isEqualTo(Kind.TRANSIENT);
  }

  @Test
  void a_denied_read_says_which_permission_is_missing() {
    answer = refusal(403, "AccessDenied");

    assertThat(failure(store.read(Source.of("b-1", "key"))))
        .hasMessageContaining("permit the credentials of Longshore to read it");
  }

  @Test
  void a_closed_connection_is_a_transient_error() {
    answer = request -> request.connection().close();

    assertThat(kind(store.head("b-1", "key"))).isEqualTo(Kind.TRANSIENT);
  }

  @Test
  void a_call_without_a_response_times_out() {
    answer = request -> {};

    assertThat(failure(store.uploadPart(UPLOAD, 1, Buffer.buffer("x"))))
        .hasMessage("Could not upload part 1 of s3://b-1/key in time");
    assertThat(kind(store.completeUpload(UPLOAD, PARTS))).isEqualTo(Kind.TRANSIENT);
    assertThat(kind(store.head("b-1", "key"))).isEqualTo(Kind.TRANSIENT);
  }

  @Test
  void an_unreachable_s3_is_a_transient_error() {
    await(server.close());

    assertThat(failure(store.checkBucket("b-1")))
        .hasMessageContaining("the bucket b-1")
        .extracting(failure -> ((ObjectStoreError) failure).kind())
        .isEqualTo(Kind.TRANSIENT);
  }

  @Test
  void every_404_means_that_an_upload_is_aborted() {
    for (String code : List.of("NoSuchUpload", "NoSuchKey", "NoSuchBucket", "")) {
      answer = refusal(404, code);

      await(store.abortUpload(UPLOAD));
      assertThat(await(store.uploadExists(UPLOAD))).isFalse();
    }
  }

  @Test
  void a_part_is_sent_unchanged_with_its_md5() {
    String md5OfAb = "GH70Q2Ei0cwvQNwrkvDroA==";
    answer =
        request ->
            request
                .body()
                .map(body -> body.toString() + " " + request.getHeader("Content-MD5"))
                .map(seen -> seen.equals("ab " + md5OfAb) ? 200 : 400)
                .onSuccess(
                    status ->
                        request.response().setStatusCode(status).putHeader("ETag", "\"e\"").end());

    assertThat(await(store.uploadPart(UPLOAD, 1, Buffer.buffer("ab"))))
        .isEqualTo(new Part(1, "\"e\"", 2));
  }

  @Test
  void an_encryption_key_is_sent_only_if_it_is_given() {
    answer =
        request ->
            request
                .response()
                .end(
                    "<InitiateMultipartUploadResult><UploadId>"
                        + request.getHeader("x-amz-server-side-encryption-aws-kms-key-id")
                        + "</UploadId></InitiateMultipartUploadResult>");

    Upload plain = await(store.createUpload("b-1", "key", "a/b", Map.of()));
    Upload sealed =
        await(store.createUpload("b-1", "key", "a/b", Map.of(), Optional.of("arn:kms:k")));

    assertThat(plain.uploadId()).isEqualTo("null");
    assertThat(sealed.uploadId()).isEqualTo("arn:kms:k");
  }

  private static Handler<HttpServerRequest> refusal(int status, String code) {
    return request ->
        request
            .response()
            .setStatusCode(status)
            .end(
                code.isEmpty()
                    ? ""
                    : "<Error><Code>" + code + "</Code><Message>Because.</Message></Error>");
  }

  private static Kind kind(Future<?> call) {
    return ((ObjectStoreError) failure(call)).kind();
  }
}
