package io.longshore.objectstore.s3;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call and its errors, against a real S3 protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ObjectStoreIT {

  private static final String BUCKET = "object-store-it";

  private final Vertx vertx = Vertx.vertx();

  @AutoClose
  private final S3ObjectStore store =
      new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);

  @AutoClose private final S3Objects objects = new S3Objects(Backends.s3());

  @BeforeAll
  void start() {
    objects.createBucket(BUCKET);
  }

  @AfterAll
  void stop() {
    await(vertx.close());
  }

  @Test
  void an_object_of_several_parts_is_read_as_it_was_written() {
    byte[] first = noise(5 * 1024 * 1024);
    byte[] last = noise(1000);
    Upload upload = open("parts");

    Part two = await(store.uploadPart(upload, 2, Buffer.buffer(last)));
    Part one = await(store.uploadPart(upload, 1, Buffer.buffer(first)));
    await(store.completeUpload(upload, List.of(two, one)));

    assertThat(objects.bytes(BUCKET, "parts"))
        .isEqualTo(Buffer.buffer(first).appendBytes(last).getBytes());
    assertThat(two).extracting(Part::number, Part::size).containsExactly(2, 1000L);
  }

  @Test
  void an_object_is_invisible_before_its_upload_is_complete() {
    Upload upload = open("unseen");
    await(store.uploadPart(upload, 1, Buffer.buffer("x")));

    assertThat(await(store.head(BUCKET, "unseen"))).isEmpty();
    assertThat(objects.keys(BUCKET)).doesNotContain("unseen");
  }

  @Test
  void head_returns_size_and_metadata() {
    Upload upload =
        await(
            store.createUpload(
                BUCKET, "described", "application/gzip", Map.of("job-token", "t-1", "epoch", "7")));
    finish(upload, "twelve bytes");

    ObjectStore.Head head = await(store.head(BUCKET, "described")).orElseThrow();

    assertThat(head.size()).isEqualTo(12);
    assertThat(head.etag()).isNotEmpty();
    assertThat(head.metadata()).containsEntry("job-token", "t-1").containsEntry("epoch", "7");
    assertThat(objects.contentType(BUCKET, "described")).isEqualTo("application/gzip");
  }

  @Test
  void an_object_may_be_empty() {
    finish(open("empty"), "");

    assertThat(await(store.head(BUCKET, "empty")).orElseThrow().size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a key with spaces/part 1.gz",
        "2026-11-21T10:15:30+01:00/x",
        "plus+and%2Fpercent%",
        "emoji 🚢/é☃",
        "quotes'\"&<>;=@,$!*()~"
      })
  void a_key_is_taken_verbatim(String key) {
    Upload upload = open(key);

    assertThat(await(store.uploadExists(upload))).isTrue();
    assertThat(await(store.openUploads(BUCKET, key))).containsExactly(upload);
    finish(upload, "body");

    assertThat(objects.keys(BUCKET)).contains(key);
    assertThat(await(store.head(BUCKET, key)).orElseThrow().size()).isEqualTo(4);
    await(store.delete(BUCKET, key));
    assertThat(await(store.head(BUCKET, key))).isEmpty();
  }

  @Test
  void open_uploads_are_those_of_exactly_that_key() {
    Upload one = open("listed");
    Upload two = open("listed");
    open("listed-not");

    assertThat(await(store.openUploads(BUCKET, "listed"))).containsExactlyInAnyOrder(one, two);
    assertThat(await(store.openUploads(BUCKET, "list"))).isEmpty();
  }

  @Test
  void an_aborted_upload_is_gone_and_may_be_aborted_again() {
    Upload upload = open("aborted");
    Part part = await(store.uploadPart(upload, 1, Buffer.buffer("x")));

    await(store.abortUpload(upload));

    assertThat(await(store.uploadExists(upload))).isFalse();
    await(store.abortUpload(upload));
    assertThat(kind(store.completeUpload(upload, List.of(part)))).isEqualTo(Kind.UPLOAD_GONE);
    assertThat(await(store.head(BUCKET, "aborted"))).isEmpty();
  }

  @Test
  void a_completed_upload_is_gone_and_its_object_outlives_an_abort() {
    Upload upload = open("twice");
    finish(upload, "x");

    assertThat(await(store.uploadExists(upload))).isFalse();
    await(store.abortUpload(upload));
    assertThat(await(store.head(BUCKET, "twice"))).isPresent();
  }

  @Test
  void an_upload_that_never_existed_is_gone() {
    Upload upload = new Upload(BUCKET, "never", "00000000-0000-0000-0000-000000000000");

    assertThat(await(store.uploadExists(upload))).isFalse();
    await(store.abortUpload(upload));
    assertThat(kind(store.completeUpload(upload, List.of(new Part(1, "\"x\"", 1)))))
        .isEqualTo(Kind.UPLOAD_GONE);
  }

  @Test
  void completing_with_wrong_parts_fails_as_upload_gone() {
    Upload upload = open("unfit");
    await(store.uploadPart(upload, 1, Buffer.buffer("x")));
    Part never = new Part(2, "\"00000000000000000000000000000000\"", 1);

    assertThat(kind(store.completeUpload(upload, List.of(never)))).isEqualTo(Kind.UPLOAD_GONE);
  }

  @Test
  void a_missing_bucket_is_a_permanent_error_whose_message_says_what_to_do() {
    Throwable refusal = failure(store.createUpload("no-such-bucket-here", "k", "a/b", Map.of()));

    assertThat(refusal)
        .isInstanceOf(ObjectStoreError.class)
        .hasMessage(
            "The bucket no-such-bucket-here does not exist at %s: create it or use another one",
            Backends.s3().endpoint().orElseThrow());
    assertThat(((ObjectStoreError) refusal).kind()).isEqualTo(Kind.PERMANENT);
    assertThat(kind(store.checkBucket("no-such-bucket-here"))).isEqualTo(Kind.PERMANENT);
    assertThat(kind(store.createUpload("No_Bucket!", "k", "a/b", Map.of())))
        .isEqualTo(Kind.PERMANENT);
    await(store.checkBucket(BUCKET));
  }

  @Test
  void a_call_without_bucket_or_key_fails_without_being_sent() {
    assertThat(kind(store.createUpload("", "k", "a/b", Map.of()))).isEqualTo(Kind.PERMANENT);
    assertThat(kind(store.createUpload(BUCKET, "", "a/b", Map.of()))).isEqualTo(Kind.PERMANENT);
  }

  @Test
  void a_wrong_secret_is_a_permanent_error() {
    S3Config right = Backends.s3();
    S3Config wrong =
        new S3Config(
            right.endpoint(), right.region(), Optional.of("test"), Optional.of("wrong"), true);
    try (S3ObjectStore stranger = new S3ObjectStore(vertx, wrong, S3Timeouts.DEFAULT, false)) {
      Throwable refusal = failure(stranger.createUpload(BUCKET, "k", "a/b", Map.of()));

      assertThat(refusal).hasMessageContaining("SignatureDoesNotMatch");
      assertThat(refusal).hasMessageContaining("s3.secretKey").hasMessageNotContaining("wrong");
      assertThat(((ObjectStoreError) refusal).kind()).isEqualTo(Kind.PERMANENT);
    }
  }

  @Test
  void an_encryption_key_is_not_sent_to_an_s3_without_encryption() {
    Upload upload =
        await(
            store.createUpload(
                BUCKET, "plain", "a/b", Map.of(), Optional.of("arn:aws:kms:x:0:key/k")));
    finish(upload, "x");

    assertThat(await(store.head(BUCKET, "plain"))).isPresent();
  }

  @Test
  void calls_complete_on_the_context_of_their_caller() {
    var context = vertx.getOrCreateContext();
    Future<Boolean> same =
        Future.future(
            promise ->
                context.runOnContext(
                    go ->
                        store
                            .head(BUCKET, "nothing")
                            .map(found -> Vertx.currentContext() == context)
                            .onComplete(promise)));

    assertThat(await(same)).isTrue();
  }

  private Upload open(String key) {
    return await(store.createUpload(BUCKET, key, "application/octet-stream", Map.of()));
  }

  private List<Part> finish(Upload upload, String body) {
    List<Part> parts =
        List.of(await(store.uploadPart(upload, 1, Buffer.buffer(body.getBytes(UTF_8)))));
    await(store.completeUpload(upload, parts));
    return parts;
  }

  private static Kind kind(Future<?> call) {
    return ((ObjectStoreError) failure(call)).kind();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
