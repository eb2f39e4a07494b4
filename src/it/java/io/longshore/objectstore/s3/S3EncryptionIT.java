package io.longshore.objectstore.s3;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.RecordingS3;
import io.longshore.job.Destination;
import io.longshore.objectstore.ObjectStore.Digest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The encryption headers of requests, recorded by the S3. */
class S3EncryptionIT {

  private static final String KEY = "arn:aws:kms:us-east-1:111122223333:key/86b5169f";
  private static final String METHOD = "x-amz-server-side-encryption";
  private static final String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";
  private static final String STARTED =
      "<InitiateMultipartUploadResult><Bucket>b-1</Bucket><Key>k</Key><UploadId>u</UploadId>"
          + "</InitiateMultipartUploadResult>";

  @AutoClose private final RecordingS3 s3 = new RecordingS3(200, STARTED);

  @Test
  void kms_keys_and_aes256_are_sent_only_to_an_s3_that_supports_encryption() {
    upload(true, Optional.of(KEY));
    upload(true, Optional.of(Destination.AES256));
    upload(true, Optional.empty());
    upload(false, Optional.of(KEY));
    upload(false, Optional.of(Destination.AES256));

    assertThat(s3.requests)
        .extracting(sent -> sent.get(METHOD))
        .containsExactly("aws:kms", "AES256", null, null, null);
    assertThat(s3.requests)
        .extracting(sent -> sent.get(KEY_ID))
        .containsExactly(KEY, null, null, null, null);
  }

  @Test
  void an_etag_is_an_md5_only_of_a_whole_object_that_is_not_encrypted_with_a_kms_key() {
    String md5 = "d41d8cd98f00b204e9800998ecf8427e";
    assertThat(S3Digests.md5("b-1", '"' + md5.toUpperCase() + '"', null)).contains(md5);
    assertThat(S3Digests.md5("b-1", '"' + md5 + '"', "AES256")).contains(md5);
    assertThat(S3Digests.md5("b-1", '"' + md5 + '"', "aws:kms")).isEmpty();
    assertThat(S3Digests.md5("b-1", '"' + md5 + "-2\"", null)).isEmpty();
    assertThat(S3Digests.md5("b--use1-az4--x-s3", '"' + md5 + '"', null)).isEmpty();
    assertThat(S3Digests.md5("b-1", null, null)).isEmpty();
    assertThat(S3Digests.digest("b-1", '"' + md5 + "-2\"", null)).contains(new Digest(md5, 2));
    assertThat(S3Digests.digest("b-1", '"' + md5 + "-2\"", "aws:kms:dsse")).isEmpty();
  }

  private void upload(boolean encrypts, Optional<String> key) {
    Duration bound = Duration.ofSeconds(20);
    try (S3ObjectStore store =
        new S3ObjectStore(s3.vertx, s3.config(), new S3Timeouts(bound, bound, bound), encrypts)) {
      await(store.createUpload("b-1", "k", "text/plain", Map.of(), key));
    }
  }
}
