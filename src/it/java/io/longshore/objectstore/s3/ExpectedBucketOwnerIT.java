package io.longshore.objectstore.s3;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.RecordingS3;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The expected-owner headers of requests, recorded by the S3. */
class ExpectedBucketOwnerIT {

  private static final String OWNER = "111122223333";
  private static final String EXPECTED = "x-amz-expected-bucket-owner";
  private static final String OF_SOURCE = "x-amz-source-expected-bucket-owner";

  @AutoClose private final RecordingS3 s3 = new RecordingS3(403, "");

  @Test
  void every_call_has_the_expected_owner_except_for_the_servers_bucket() {
    try (S3ObjectStore store = store(Optional.of(new ExpectedBucketOwner(OWNER, "server-1")))) {
      callAll(store, "b-1");
    }
    assertThat(s3.requests)
        .hasSize(12)
        .allSatisfy(
            request -> {
              assertThat(request.get(EXPECTED)).isEqualTo(OWNER);
              assertThat(request.get("Authorization")).contains(EXPECTED);
            });
    s3.requests.clear();

    try (S3ObjectStore store = store(Optional.of(new ExpectedBucketOwner(OWNER, "server-1")))) {
      callAll(store, "server-1");
    }
    assertThat(s3.requests).hasSize(12).allSatisfy(r -> assertThat(r.get(EXPECTED)).isNull());
  }

  @Test
  void a_copy_has_the_expected_owner_of_both_buckets() {
    try (S3ObjectStore store = store(Optional.of(new ExpectedBucketOwner(OWNER, "server-1")))) {
      copy(store, "b-1", "b-2");
      copy(store, "server-1", "b-2");
      copy(store, "b-1", "server-1");
    }
    assertThat(s3.requests)
        .extracting(request -> request.get(OF_SOURCE))
        .containsExactly(OWNER, null, OWNER);
    assertThat(s3.requests)
        .extracting(request -> request.get(EXPECTED))
        .containsExactly(OWNER, OWNER, null);
  }

  @Test
  void without_an_owner_no_header_is_sent() {
    try (S3ObjectStore store = store(Optional.empty())) {
      callAll(store, "b-1");
    }
    assertThat(s3.requests).hasSize(12).allSatisfy(r -> assertThat(r.get(EXPECTED)).isNull());
  }

  private void callAll(S3ObjectStore store, String bucket) {
    Upload upload = new Upload(bucket, "k", "u");
    await(store.createUpload(bucket, "k", "text/plain", Map.of()).otherwiseEmpty());
    await(store.uploadPart(upload, 1, Buffer.buffer("x")).otherwiseEmpty());
    await(store.completeUpload(upload, List.of()).otherwiseEmpty());
    await(store.abortUpload(upload).otherwiseEmpty());
    await(store.uploadExists(upload).otherwiseEmpty());
    await(store.uploadsUnder(bucket, "k").otherwiseEmpty());
    await(store.openUploads(bucket, "k").otherwiseEmpty());
    await(store.head(bucket, "k").otherwiseEmpty());
    await(store.delete(bucket, "k").otherwiseEmpty());
    await(store.checkBucket(bucket).otherwiseEmpty());
    await(store.read(Source.of(bucket, "k")).otherwiseEmpty());
    await(store.list(bucket, "k", Optional.empty(), Optional.empty(), 1).otherwiseEmpty());
  }

  private static void copy(S3ObjectStore store, String from, String to) {
    Source source = Source.of(from, "k").pinned("e").bytes(0, 1);
    await(store.copyPart(new Upload(to, "k", "u"), 1, source).otherwiseEmpty());
  }

  private S3ObjectStore store(Optional<ExpectedBucketOwner> owner) {
    Duration bound = Duration.ofSeconds(20);
    return new S3ObjectStore(
        s3.vertx,
        s3.config(),
        new S3Timeouts(bound, bound, bound),
        true,
        s3.config()::endpoint,
        S3Meter.NONE,
        owner);
  }
}
