package io.longshore.embedded.s3;

import static io.longshore.embedded.s3.S3Client.requireError;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.Bucket;

/** Access of accounts to buckets: each to its own, and none to the bucket of assets. */
@Timeout(60)
class S3AccountsIT {

  private static final String OWNERS_BUCKET = "accounts-it-theirs";
  private static final String OWN = "accounts-it-own";
  private static final String ASSETS = "longshore-assets";

  private static S3Client owner;
  private static S3Client other;
  private static String upload;

  @BeforeAll
  static void createBuckets() {
    owner = new S3Client("711111111111");
    other = new S3Client("722222222222");
    owner.bucket(OWNERS_BUCKET);
    owner.put(OWNERS_BUCKET, "k", "theirs");
    other.bucket(OWN);
    other.put(OWN, "k", "own");
    upload =
        owner.sdk.createMultipartUpload(r -> r.bucket(OWNERS_BUCKET).key("u")).join().uploadId();
  }

  @AfterAll
  static void close() {
    owner.close();
    other.close();
  }

  /** Every kind of call on a bucket of another account. */
  private static Map<String, CompletableFuture<?>> calls(S3AsyncClient s3, String bucket) {
    AsyncRequestBody body = AsyncRequestBody.fromString("x");
    Map<String, CompletableFuture<?>> calls = new LinkedHashMap<>();
    calls.put("list", s3.listObjectsV2(r -> r.bucket(bucket)));
    calls.put("list first", s3.listObjects(r -> r.bucket(bucket)));
    calls.put("versions", s3.listObjectVersions(r -> r.bucket(bucket)));
    calls.put("uploads", s3.listMultipartUploads(r -> r.bucket(bucket)));
    calls.put("location", s3.getBucketLocation(r -> r.bucket(bucket)));
    calls.put("policy", s3.getBucketPolicy(r -> r.bucket(bucket)));
    calls.put("put policy", s3.putBucketPolicy(r -> r.bucket(bucket).policy("{}")));
    calls.put("delete policy", s3.deleteBucketPolicy(r -> r.bucket(bucket)));
    calls.put("acl", s3.getBucketAcl(r -> r.bucket(bucket)));
    calls.put("delete bucket", s3.deleteBucket(r -> r.bucket(bucket)));
    calls.put(
        "get", s3.getObject(r -> r.bucket(bucket).key("k"), AsyncResponseTransformer.toBytes()));
    calls.put("tags", s3.getObjectTagging(r -> r.bucket(bucket).key("k")));
    calls.put("put", s3.putObject(r -> r.bucket(bucket).key("k"), body));
    calls.put("delete", s3.deleteObject(r -> r.bucket(bucket).key("k")));
    calls.put(
        "delete all",
        s3.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(o -> o.key("k")))));
    calls.put(
        "copy from",
        s3.copyObject(
            r -> r.sourceBucket(bucket).sourceKey("k").destinationBucket(OWN).destinationKey("c")));
    calls.put(
        "copy into",
        s3.copyObject(
            r -> r.sourceBucket(OWN).sourceKey("k").destinationBucket(bucket).destinationKey("k")));
    calls.put("begin", s3.createMultipartUpload(r -> r.bucket(bucket).key("k")));
    calls.put(
        "part", s3.uploadPart(r -> r.bucket(bucket).key("u").uploadId(upload).partNumber(1), body));
    calls.put(
        "complete",
        s3.completeMultipartUpload(
            r ->
                r.bucket(bucket)
                    .key("u")
                    .uploadId(upload)
                    .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag("x")))));
    calls.put("abort", s3.abortMultipartUpload(r -> r.bucket(bucket).key("u").uploadId(upload)));
    return calls;
  }

  @Test
  void an_account_has_no_access_to_the_buckets_of_other_accounts() {
    calls(other.sdk, OWNERS_BUCKET)
        .forEach((what, call) -> requireError(403, "AccessDenied", call));
    assertThat(owner.text(OWNERS_BUCKET, "k")).isEqualTo("theirs");
    assertThat(owner.sdk.listMultipartUploads(r -> r.bucket(OWNERS_BUCKET)).join().uploads())
        .hasSize(1);
    assertThat(other.text(OWN, "k")).isEqualTo("own");
  }

  @Test
  void no_account_has_access_to_the_bucket_of_assets() {
    for (S3Client client : new S3Client[] {other, owner}) {
      calls(client.sdk, ASSETS).forEach((what, call) -> requireError(403, "AccessDenied", call));
    }
    try (S3Client test = new S3Client("test")) {
      calls(test.sdk, ASSETS)
          .forEach(
              (what, call) -> {
                if (!what.startsWith("copy")) {
                  requireError(403, "AccessDenied", call);
                }
              });
      assertThat(test.sdk.listBuckets().join().buckets()).noneMatch(S3AccountsIT::isAssets);
    }
  }

  private static boolean isAssets(Bucket bucket) {
    return bucket.name().equals(ASSETS);
  }

  @Test
  void an_account_lists_its_own_buckets_and_cannot_create_one_with_a_used_name() {
    assertThat(owner.sdk.listBuckets().join().buckets())
        .extracting(Bucket::name)
        .contains(OWNERS_BUCKET)
        .doesNotContain(OWN, ASSETS);
    requireError(409, "BucketAlreadyExists", other.sdk.createBucket(r -> r.bucket(OWNERS_BUCKET)));
    requireError(409, "BucketAlreadyExists", other.sdk.createBucket(r -> r.bucket(ASSETS)));
    owner.bucket(OWNERS_BUCKET); // not an error in us-east-1
    assertThat(owner.text(OWNERS_BUCKET, "k")).isEqualTo("theirs");
  }

  @Test
  void a_wrong_expected_bucket_owner_is_rejected() {
    assertThat(
            owner
                .sdk
                .headObject(
                    r -> r.bucket(OWNERS_BUCKET).key("k").expectedBucketOwner("711111111111"))
                .join()
                .contentLength())
        .isEqualTo(6);
    requireError(
        403,
        "AccessDenied",
        owner.sdk.listObjectsV2(r -> r.bucket(OWNERS_BUCKET).expectedBucketOwner("722222222222")));
    requireError(404, "NoSuchBucket", owner.sdk.listObjectsV2(r -> r.bucket("accounts-it-none")));
  }
}
