package io.longshore.embedded.s3;

import static io.longshore.embedded.s3.S3Client.requireError;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Multipart uploads. Source: "Multipart upload" in the S3 user guide. */
@Timeout(60)
class S3UploadsIT {

  private static final String BUCKET = "uploads-it";
  private static final int PART = 5 << 20;
  private static final byte[] BYTES = new byte[2 * PART + 100];

  private static S3Client client;
  private static S3AsyncClient sdk;

  @BeforeAll
  static void start() {
    new Random(1).nextBytes(BYTES);
    client = new S3Client("test");
    sdk = client.sdk;
    client.bucket(BUCKET);
  }

  @AfterAll
  static void close() {
    client.close();
  }

  private static String createUpload(String key) {
    return sdk.createMultipartUpload(r -> r.bucket(BUCKET).key(key)).join().uploadId();
  }

  private static CompletedPart part(String key, String id, int number, byte[] bytes) {
    String etag =
        sdk.uploadPart(
                r -> r.bucket(BUCKET).key(key).uploadId(id).partNumber(number),
                AsyncRequestBody.fromBytes(bytes))
            .join()
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private static List<CompletedPart> parts(String key, String id) {
    return List.of(
        part(key, id, 2, Arrays.copyOf(BYTES, PART)),
        part(key, id, 5, Arrays.copyOfRange(BYTES, PART, 2 * PART)),
        part(key, id, 9, Arrays.copyOfRange(BYTES, 2 * PART, BYTES.length)));
  }

  private static CompletableFuture<CompleteMultipartUploadResponse> complete(
      String key, String id, List<CompletedPart> parts) {
    return sdk.completeMultipartUpload(
        r -> r.bucket(BUCKET).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  @Test
  void a_multipart_object_has_a_composite_etag_and_each_part_can_be_read() throws Exception {
    String id = createUpload("parts/a b");
    List<CompletedPart> parts = parts("parts/a b", id);
    CompleteMultipartUploadResponse done = complete("parts/a b", id, parts).join();
    MessageDigest digest = MessageDigest.getInstance("MD5");
    for (CompletedPart part : parts) {
      digest.update(HexFormat.of().parseHex(part.eTag().replace("\"", "")));
    }
    String etag = "\"" + HexFormat.of().formatHex(digest.digest()) + "-3\"";
    assertThat(done.eTag()).isEqualTo(etag);
    assertThat(done.location()).startsWith("http://localhost:").endsWith("/uploads-it/parts/a%20b");
    assertThat(client.get(BUCKET, "parts/a b").asByteArray()).isEqualTo(BYTES);
    ResponseBytes<GetObjectResponse> second = client.get(BUCKET, "parts/a b", r -> r.partNumber(2));
    assertThat(second.asByteArray()).isEqualTo(Arrays.copyOfRange(BYTES, PART, 2 * PART));
    assertThat(second.response().partsCount()).isEqualTo(3);
    assertThat(second.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    assertThat(sdk.headObject(r -> r.bucket(BUCKET).key("parts/a b").partNumber(3)).join())
        .satisfies(head -> assertThat(head.contentLength()).isEqualTo(100));
    requireError(
        416,
        "InvalidPartNumber",
        sdk.getObject(
            r -> r.bucket(BUCKET).key("parts/a b").partNumber(4),
            AsyncResponseTransformer.toBytes()));
    String range = "bytes=" + (PART - 2) + "-" + (PART + 1);
    assertThat(client.get(BUCKET, "parts/a b", r -> r.range(range)).asByteArray())
        .isEqualTo(Arrays.copyOfRange(BYTES, PART - 2, PART + 2));
    assertThat(complete("parts/a b", id, parts).join().eTag())
        .isEqualTo(etag); // a repeated completion
  }

  @Test
  void the_java_client_downloads_a_large_object_by_its_parts() {
    String id = createUpload("large");
    complete("large", id, parts("large", id)).join();
    try (S3AsyncClient many =
        Sdk.builder(S3AsyncClient.builder(), Installation.shared().uri(), "test", "test")
            .forcePathStyle(true)
            .multipartEnabled(true)
            .build()) {
      assertThat(
              many.getObject(r -> r.bucket(BUCKET).key("large"), AsyncResponseTransformer.toBytes())
                  .join()
                  .asByteArray())
          .isEqualTo(BYTES);
      client.put(BUCKET, "small", "not in parts");
      assertThat(
              many.getObject(r -> r.bucket(BUCKET).key("small"), AsyncResponseTransformer.toBytes())
                  .join()
                  .asUtf8String())
          .isEqualTo("not in parts");
    }
  }

  @Test
  void unordered_missing_changed_or_small_parts_are_rejected() {
    String id = createUpload("edges");
    List<CompletedPart> parts = parts("edges", id);
    List<CompletedPart> backwards = new ArrayList<>(parts);
    Collections.reverse(backwards);
    requireError(400, "InvalidPartOrder", complete("edges", id, backwards));
    CompletedPart never = CompletedPart.builder().partNumber(10).eTag(parts.get(0).eTag()).build();
    requireError(400, "InvalidPart", complete("edges", id, List.of(parts.get(0), never)));
    CompletedPart other = CompletedPart.builder().partNumber(2).eTag("\"no\"").build();
    requireError(400, "InvalidPart", complete("edges", id, List.of(other)));
    CompletedPart small = part("edges", id, 1, new byte[10]);
    requireError(400, "EntityTooSmall", complete("edges", id, List.of(small, parts.get(0))));
    requireError(400, "MalformedXML", complete("edges", id, List.of()));
    requireError(404, "NoSuchUpload", complete("other key", id, parts));
    requireError(
        400,
        "InvalidArgument",
        sdk.uploadPart(
            r -> r.bucket(BUCKET).key("edges").uploadId(id).partNumber(10_001),
            AsyncRequestBody.fromString("x")));
    assertThat(listed("edges")).isEmpty();
    complete("edges", id, parts.subList(1, 2)).join(); // unlisted parts are dropped
    assertThat(client.get(BUCKET, "edges").asByteArray())
        .isEqualTo(Arrays.copyOfRange(BYTES, PART, 2 * PART));
  }

  private static List<String> listed(String prefix) {
    return sdk.listObjectsV2(r -> r.bucket(BUCKET).prefix(prefix)).join().contents().stream()
        .map(object -> object.key())
        .toList();
  }

  @Test
  void an_aborted_upload_accepts_no_parts_and_cannot_be_completed() {
    String id = createUpload("aborted");
    CompletedPart one = part("aborted", id, 1, new byte[10]);
    sdk.abortMultipartUpload(r -> r.bucket(BUCKET).key("aborted").uploadId(id)).join();
    requireError(404, "NoSuchUpload", complete("aborted", id, List.of(one)));
    requireError(
        404,
        "NoSuchUpload",
        sdk.uploadPart(
            r -> r.bucket(BUCKET).key("aborted").uploadId(id).partNumber(1),
            AsyncRequestBody.fromString("x")));
    requireError(
        404, "NoSuchUpload", sdk.listParts(r -> r.bucket(BUCKET).key("aborted").uploadId(id)));
    requireError(
        404,
        "NoSuchUpload",
        sdk.abortMultipartUpload(r -> r.bucket(BUCKET).key("aborted").uploadId(id)));
    assertThat(listed("aborted")).isEmpty();
  }

  @Test
  void if_none_match_of_a_completion_is_evaluated() {
    client.put(BUCKET, "there", "first");
    String id = createUpload("there");
    List<CompletedPart> parts = List.of(part("there", id, 1, new byte[10]));
    requireError(
        412,
        "PreconditionFailed",
        sdk.completeMultipartUpload(
            r ->
                r.bucket(BUCKET)
                    .key("there")
                    .uploadId(id)
                    .ifNoneMatch("*")
                    .multipartUpload(m -> m.parts(parts))));
    assertThat(client.text(BUCKET, "there")).isEqualTo("first");
  }

  @Test
  void checksums_of_parts_are_combined_into_the_checksum_of_the_object() {
    for (ChecksumType type : List.of(ChecksumType.COMPOSITE, ChecksumType.FULL_OBJECT)) {
      String key = "summed-" + type;
      String id =
          sdk.createMultipartUpload(
                  r ->
                      r.bucket(BUCKET)
                          .key(key)
                          .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                          .checksumType(type))
              .join()
              .uploadId();
      List<CompletedPart> parts = new ArrayList<>();
      for (int number = 1; number <= 2; number++) {
        int each = number;
        byte[] bytes = Arrays.copyOfRange(BYTES, (number - 1) * PART, number * PART);
        var sent =
            sdk.uploadPart(
                    r ->
                        r.bucket(BUCKET)
                            .key(key)
                            .uploadId(id)
                            .partNumber(each)
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                    AsyncRequestBody.fromBytes(bytes))
                .join();
        parts.add(
            CompletedPart.builder()
                .partNumber(each)
                .eTag(sent.eTag())
                .checksumCRC32(sent.checksumCRC32())
                .build());
      }
      assertThat(complete(key, id, parts).join().checksumType()).isEqualTo(type);
      GetObjectResponse got =
          client.get(BUCKET, key, r -> r.checksumMode(ChecksumMode.ENABLED)).response();
      assertThat(got.checksumType()).isEqualTo(type);
      assertThat(got.checksumCRC32().endsWith("-2")).isEqualTo(type == ChecksumType.COMPOSITE);
    }
  }

  @Test
  void parts_are_copied_from_ranges_and_from_entire_objects() {
    sdk.putObject(
            r -> r.bucket(BUCKET).key("source"),
            AsyncRequestBody.fromBytes(Arrays.copyOf(BYTES, PART)))
        .join();
    String id = createUpload("copied");
    List<CompletedPart> parts = new ArrayList<>();
    for (String range : new String[] {null, "bytes=10-19"}) {
      int number = parts.size() + 1;
      String etag =
          sdk.uploadPartCopy(
                  r ->
                      r.sourceBucket(BUCKET)
                          .sourceKey("source")
                          .copySourceRange(range)
                          .destinationBucket(BUCKET)
                          .destinationKey("copied")
                          .uploadId(id)
                          .partNumber(number))
              .join()
              .copyPartResult()
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    complete("copied", id, parts).join();
    byte[] copied = client.get(BUCKET, "copied").asByteArray();
    assertThat(copied).hasSize(PART + 10).startsWith(Arrays.copyOf(BYTES, PART));
    assertThat(copied).endsWith(Arrays.copyOfRange(BYTES, 10, 20));
    requireError(
        416,
        "InvalidRange",
        sdk.uploadPartCopy(
            r ->
                r.sourceBucket(BUCKET)
                    .sourceKey("source")
                    .copySourceRange("bytes=99999999-99999999")
                    .destinationBucket(BUCKET)
                    .destinationKey("copied")
                    .uploadId(createUpload("copied"))
                    .partNumber(1)));
  }
}
