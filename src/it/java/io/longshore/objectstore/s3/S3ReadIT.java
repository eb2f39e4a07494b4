package io.longshore.objectstore.s3;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.objectstore.ObjectStore.Listing;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reads, listings, copies and presigned URLs, against a real S3 protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ReadIT {

  private static final String BUCKET = "read-it";
  private static final Duration BRIEF = Duration.ofMillis(500);

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
  void an_object_is_read_as_it_was_written() {
    byte[] content = noise(12 * 1024 * 1024 + 17);
    put("whole", content);

    ObjectRead read = await(store.read(Source.of(BUCKET, "whole")));

    assertThat(read.size()).isEqualTo(content.length);
    assertThat(read.etag()).isEqualTo(await(store.head(BUCKET, "whole")).orElseThrow().etag());
    assertThat(await(all(read)).getBytes()).isEqualTo(content);
    assertThat(await(read.next())).isEmpty();
  }

  @Test
  void a_range_includes_both_ends() {
    put("range", "0123456789".getBytes(UTF_8));

    ObjectRead read = await(store.read(Source.of(BUCKET, "range").bytes(2, 5)));

    assertThat(read.size()).isEqualTo(4);
    assertThat(await(all(read)).toString()).isEqualTo("2345");
  }

  @Test
  void an_empty_object_has_no_bytes() {
    put("empty", new byte[0]);

    assertThat(await(await(store.read(Source.of(BUCKET, "empty"))).next())).isEmpty();
  }

  @Test
  void an_object_that_was_replaced_is_not_read() {
    put("replaced", "first".getBytes(UTF_8));
    String first = await(store.head(BUCKET, "replaced")).orElseThrow().etag();
    Source pinned = Source.of(BUCKET, "replaced").pinned(first);
    assertThat(await(all(await(store.read(pinned)))).toString()).isEqualTo("first");

    put("replaced", "other".getBytes(UTF_8));

    Throwable refusal = failure(store.read(pinned));
    assertThat(refusal)
        .hasMessageContaining("s3://read-it/replaced")
        .hasMessageContaining("replac");
    assertThat(((ObjectStoreError) refusal).kind()).isEqualTo(Kind.PERMANENT);
  }

  @Test
  void a_missing_object_or_bucket_is_a_permanent_error() {
    Throwable key = failure(store.read(Source.of(BUCKET, "nowhere")));
    Throwable bucket = failure(store.read(Source.of("read-it-nowhere", "k")));

    assertThat(key).hasMessageContaining("There is no object s3://read-it/nowhere");
    assertThat(((ObjectStoreError) key).kind()).isEqualTo(Kind.PERMANENT);
    assertThat(bucket).hasMessageContaining("read-it-nowhere does not exist");
    assertThat(((ObjectStoreError) bucket).kind()).isEqualTo(Kind.PERMANENT);
  }

  @Test
  void a_slow_reader_may_take_longer_than_a_call() {
    byte[] content = noise(6 * 1024 * 1024);
    put("slow", content);
    S3Timeouts brief = new S3Timeouts(BRIEF, Duration.ofSeconds(5), Duration.ofSeconds(5));
    try (S3ObjectStore hasty = new S3ObjectStore(vertx, Backends.s3(), brief, false)) {
      ObjectRead read = await(hasty.read(Source.of(BUCKET, "slow")));
      Buffer first = await(read.next()).orElseThrow();
      await(vertx.timer(BRIEF.toMillis() * 3));

      assertThat(first.length()).isLessThan(4 * 1024 * 1024); // the window, not the whole object
      assertThat(first.appendBuffer(await(all(read))).getBytes()).isEqualTo(content);
    }
  }

  @Test
  void a_reader_may_pause_for_longer_than_the_read_timeout() {
    byte[] content = noise(32 * 1024 * 1024);
    put("paused", content);
    Duration silence = Duration.ofSeconds(1);
    S3Timeouts brief = new S3Timeouts(silence, silence, silence);
    try (S3ObjectStore hasty = new S3ObjectStore(vertx, Backends.s3(), brief, false)) {
      ObjectRead read = await(hasty.read(Source.of(BUCKET, "paused")));
      Buffer first = await(read.next()).orElseThrow();
      await(vertx.timer(silence.toMillis() * 3));

      assertThat(first.appendBuffer(await(all(read))).getBytes()).isEqualTo(content);
    }
  }

  @Test
  void a_read_without_a_response_times_out() throws Exception {
    try (ServerSocket mute = new ServerSocket(0)) {
      S3Timeouts brief = new S3Timeouts(BRIEF, BRIEF, BRIEF);
      S3Config silent =
          S3Config.defaults().at(URI.create("http://127.0.0.1:" + mute.getLocalPort()), "k", "s");
      try (S3ObjectStore hasty = new S3ObjectStore(vertx, silent, brief, false)) {
        Throwable late = failure(hasty.read(Source.of(BUCKET, "any")));

        assertThat(((ObjectStoreError) late).kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(late).hasMessageContaining("in time");
      }
    }
  }

  @Test
  void a_closed_read_returns_no_more_bytes() {
    put("closed", noise(8 * 1024 * 1024));
    ObjectRead read = await(store.read(Source.of(BUCKET, "closed")));
    await(read.next());

    read.close();
    read.close();

    assertThat(failure(read.next())).hasMessageContaining("closed");
  }

  @Test
  void a_listing_has_pages_and_common_prefixes() {
    for (String key : List.of("l/a", "l/b", "l/c", "l/sub/d", "l/sub/e", "m")) {
      put(key, key.getBytes(UTF_8));
    }

    List<String> found = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Listing page = await(store.list(BUCKET, "l/", Optional.empty(), after, 2));
      assertThat(page.objects()).hasSizeLessThanOrEqualTo(2);
      page.objects().forEach(listed -> found.add(listed.key()));
      after = page.next();
    } while (after.isPresent());
    Listing folders = await(store.list(BUCKET, "l/", Optional.of("/"), Optional.empty(), 100));

    assertThat(found).containsExactly("l/a", "l/b", "l/c", "l/sub/d", "l/sub/e");
    assertThat(folders.objects()).extracting(Listed::key).containsExactly("l/a", "l/b", "l/c");
    assertThat(folders.prefixes()).containsExactly("l/sub/");
    Listed one = folders.objects().get(0);
    assertThat(one.size()).isEqualTo(3);
    assertThat(one.etag()).isEqualTo(await(store.head(BUCKET, "l/a")).orElseThrow().etag());
    assertThat(one.lastModified()).isNotNull();
  }

  @Test
  void parts_are_copied_inside_s3_from_the_expected_version() {
    byte[] content = noise(5 * 1024 * 1024 + 100);
    put("from ü/+ a", content);
    String etag = await(store.head(BUCKET, "from ü/+ a")).orElseThrow().etag();
    Source source = Source.of(BUCKET, "from ü/+ a").pinned(etag);
    Upload upload = open("copied");

    int cut = 5 * 1024 * 1024;
    Part one = await(store.copyPart(upload, 1, source.bytes(0, cut - 1))).part();
    Part two = await(store.copyPart(upload, 2, source.bytes(cut, content.length - 1))).part();
    await(store.completeUpload(upload, List.of(one, two)));

    assertThat(one.size()).isEqualTo(cut);
    assertThat(objects.bytes(BUCKET, "copied")).isEqualTo(content);
    Throwable refusal = failure(store.copyPart(open("not"), 1, source.pinned("\"x\"").bytes(0, 9)));
    assertThat(((ObjectStoreError) refusal).kind()).isEqualTo(Kind.PERMANENT);
  }

  @Test
  void presigned_urls_write_and_read_without_credentials() throws Exception {
    byte[] body = "by url".getBytes(UTF_8);
    String md5 = Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(body));
    HttpClient client = HttpClient.newHttpClient();
    URI put = await(store.presignPut(BUCKET, "by url", Duration.ofMinutes(1), Optional.of(md5)));
    URI get = await(store.presignGet(BUCKET, "by url", Duration.ofMinutes(1)));

    HttpRequest.Builder write =
        HttpRequest.newBuilder(put).PUT(HttpRequest.BodyPublishers.ofByteArray(body));
    int without = client.send(write.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    HttpRequest with = write.header("Content-MD5", md5).build();
    int written = client.send(with, HttpResponse.BodyHandlers.ofString()).statusCode();
    HttpResponse<String> read =
        client.send(HttpRequest.newBuilder(get).build(), HttpResponse.BodyHandlers.ofString());

    assertThat(without).isEqualTo(403);
    assertThat(written).isEqualTo(200);
    assertThat(read.body()).isEqualTo("by url");
  }

  @Test
  void presigned_urls_have_the_public_endpoint() {
    URI outside = URI.create("https://files.example.org:8443");
    try (S3ObjectStore behind =
        new S3ObjectStore(
            vertx,
            Backends.s3(),
            S3Timeouts.DEFAULT,
            false,
            () -> Optional.of(outside),
            S3Meter.NONE,
            Optional.empty())) {
      assertThat(await(behind.presignGet(BUCKET, "k", Duration.ofMinutes(1))).toString())
          .startsWith("https://files.example.org:8443/read-it/k?");
    }
  }

  private static Future<Buffer> all(ObjectRead read) {
    return rest(read, Buffer.buffer());
  }

  private static Future<Buffer> rest(ObjectRead read, Buffer sofar) {
    return read.next()
        .compose(
            more ->
                more.isEmpty()
                    ? Future.succeededFuture(sofar)
                    : rest(read, sofar.appendBuffer(more.get())));
  }

  private void put(String key, byte[] content) {
    Upload upload = open(key);
    Part part = await(store.uploadPart(upload, 1, Buffer.buffer(content)));
    await(store.completeUpload(upload, List.of(part)));
  }

  private Upload open(String key) {
    return await(store.createUpload(BUCKET, key, "application/octet-stream", Map.of()));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
