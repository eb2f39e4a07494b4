package io.longshore.embedded.s3;

import static io.longshore.embedded.s3.S3Client.requireError;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Tag;

/** Bucket configurations, ACLs and versions that AWS samples use. */
@Timeout(60)
class S3SettingsIT {

  private static final String BUCKET = "settings-it";
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
          + "\"personalize.amazonaws.com\"},\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}";

  private static S3Client client;
  private static S3AsyncClient s3;

  @BeforeAll
  static void start() {
    client = new S3Client("test");
    s3 = client.sdk;
    client.bucket(BUCKET);
    client.put(BUCKET, "k", "text");
  }

  @AfterAll
  static void close() {
    client.close();
  }

  @Test
  void a_policy_is_stored_returned_and_deleted() {
    requireError(404, "NoSuchBucketPolicy", s3.getBucketPolicy(r -> r.bucket(BUCKET)));
    s3.putBucketPolicy(r -> r.bucket(BUCKET).policy(POLICY)).join();
    assertThat(s3.getBucketPolicy(r -> r.bucket(BUCKET)).join().policy()).isEqualTo(POLICY);
    requireError(400, "MalformedPolicy", s3.putBucketPolicy(r -> r.bucket(BUCKET).policy("no")));
    s3.deleteBucketPolicy(r -> r.bucket(BUCKET)).join();
    requireError(404, "NoSuchBucketPolicy", s3.getBucketPolicy(r -> r.bucket(BUCKET)));
  }

  @Test
  void tags_cors_encryption_and_public_access_are_stored_or_reported_as_missing() {
    requireError(404, "NoSuchTagSet", s3.getBucketTagging(r -> r.bucket(BUCKET)));
    requireError(404, "NoSuchCORSConfiguration", s3.getBucketCors(r -> r.bucket(BUCKET)));
    requireError(
        404,
        "ServerSideEncryptionConfigurationNotFoundError",
        s3.getBucketEncryption(r -> r.bucket(BUCKET)));
    requireError(
        404,
        "NoSuchPublicAccessBlockConfiguration",
        s3.getPublicAccessBlock(r -> r.bucket(BUCKET)));
    requireError(
        404,
        "NoSuchLifecycleConfiguration",
        s3.getBucketLifecycleConfiguration(r -> r.bucket(BUCKET)));

    s3.putBucketTagging(r -> r.bucket(BUCKET).tagging(t -> t.tagSet(tag("a", "1")))).join();
    s3.putBucketCors(
            r ->
                r.bucket(BUCKET)
                    .corsConfiguration(
                        c -> c.corsRules(x -> x.allowedMethods("GET").allowedOrigins("*"))))
        .join();
    s3.putPublicAccessBlock(
            r -> r.bucket(BUCKET).publicAccessBlockConfiguration(c -> c.blockPublicAcls(true)))
        .join();
    s3.putBucketEncryption(
            r ->
                r.bucket(BUCKET)
                    .serverSideEncryptionConfiguration(
                        c ->
                            c.rules(
                                x ->
                                    x.applyServerSideEncryptionByDefault(
                                        d -> d.sseAlgorithm("AES256")))))
        .join();

    assertThat(s3.getBucketTagging(r -> r.bucket(BUCKET)).join().tagSet())
        .containsExactly(tag("a", "1"));
    assertThat(s3.getBucketCors(r -> r.bucket(BUCKET)).join().corsRules()).hasSize(1);
    assertThat(
            s3.getPublicAccessBlock(r -> r.bucket(BUCKET))
                .join()
                .publicAccessBlockConfiguration()
                .blockPublicAcls())
        .isTrue();
    assertThat(
            s3.getBucketEncryption(r -> r.bucket(BUCKET))
                .join()
                .serverSideEncryptionConfiguration()
                .rules())
        .hasSize(1);
    assertThat(client.text(BUCKET, "k")).isEqualTo("text");
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Test
  void every_object_has_one_version_with_the_id_null() {
    ListObjectVersionsResponse listed = s3.listObjectVersions(r -> r.bucket(BUCKET)).join();
    assertThat(listed.versions()).extracting(ObjectVersion::versionId).containsOnly("null");
    assertThat(listed.versions()).extracting(ObjectVersion::isLatest).containsOnly(true);
    assertThat(listed.deleteMarkers()).isEmpty();
    assertThat(s3.getBucketVersioning(r -> r.bucket(BUCKET)).join().status()).isNull();
    assertThat(client.get(BUCKET, "k", r -> r.versionId("null")).asUtf8String()).isEqualTo("text");
    requireError(
        404, "NoSuchVersion", s3.deleteObject(r -> r.bucket(BUCKET).key("k").versionId("other")));
    requireError(
        501,
        "NotImplemented",
        s3.putBucketVersioning(
            r -> r.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled"))));
  }

  @Test
  void acls_name_the_owner_and_only_acls_without_further_grants_are_accepted() {
    assertThat(s3.getBucketAcl(r -> r.bucket(BUCKET)).join().grants()).hasSize(1);
    assertThat(s3.getObjectAcl(r -> r.bucket(BUCKET).key("k")).join().grants()).hasSize(1);
    s3.putObjectAcl(r -> r.bucket(BUCKET).key("k").acl("bucket-owner-full-control")).join();
    requireError(
        400,
        "AccessControlListNotSupported",
        s3.putBucketAcl(r -> r.bucket(BUCKET).acl("public-read")));
  }

  @Test
  void delete_objects_empties_a_bucket_and_only_an_empty_bucket_can_be_deleted() {
    String bucket = "settings-it-gone";
    client.bucket(bucket);
    List.of("a", "b/", "c").forEach(key -> client.put(bucket, key, "x"));
    requireError(409, "BucketNotEmpty", s3.deleteBucket(r -> r.bucket(bucket)));
    DeleteObjectsResponse deleted =
        s3.deleteObjects(
                r ->
                    r.bucket(bucket)
                        .delete(
                            d ->
                                d.objects(
                                    o -> o.key("a"), o -> o.key("b/"), o -> o.key("never was"))))
            .join();
    assertThat(deleted.deleted()).hasSize(3);
    assertThat(deleted.errors()).isEmpty();
    s3.deleteObject(r -> r.bucket(bucket).key("c")).join();
    s3.deleteBucket(r -> r.bucket(bucket)).join();
    requireError(404, "NoSuchBucket", s3.listObjectsV2(r -> r.bucket(bucket)));
    requireError(
        404,
        "NoSuchBucket",
        s3.putObject(r -> r.bucket(bucket).key("k"), AsyncRequestBody.fromString("x")));
    client.bucket(bucket);
    assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).join().contents()).isEmpty();
  }

  @Test
  void a_bucket_reports_its_region() {
    s3.createBucket(
            r ->
                r.bucket("settings-it-eu")
                    .createBucketConfiguration(c -> c.locationConstraint("eu-central-1")))
        .join();
    assertThat(
            s3.getBucketLocation(r -> r.bucket("settings-it-eu"))
                .join()
                .locationConstraintAsString())
        .isEqualTo("eu-central-1");
    assertThat(s3.headBucket(r -> r.bucket("settings-it-eu")).join().bucketRegion())
        .isEqualTo("eu-central-1");
    s3.deleteBucket(r -> r.bucket("settings-it-eu")).join();
  }
}
