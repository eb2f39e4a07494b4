package io.longshore.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/** ListMultipartUploads and ListParts. */
@Timeout(60)
class S3UploadListsIT {

  private static S3Client client;
  private static S3AsyncClient sdk;

  @BeforeAll
  static void start() {
    client = new S3Client("test");
    sdk = client.sdk;
  }

  @AfterAll
  static void close() {
    client.close();
  }

  @Test
  void parts_and_uploads_are_listed_in_pages() {
    String bucket = "uploads-it-listed";
    client.bucket(bucket);
    List<String> ids = new ArrayList<>();
    for (String key : List.of("a", "b/1", "b/2", "a")) {
      ids.add(sdk.createMultipartUpload(r -> r.bucket(bucket).key(key)).join().uploadId());
    }
    List<String> seen = new ArrayList<>();
    sdk.listMultipartUploadsPaginator(r -> r.bucket(bucket).maxUploads(1))
        .uploads()
        .subscribe(upload -> seen.add(upload.key() + upload.uploadId()))
        .join();
    assertThat(seen)
        .containsExactly(
            "a" + ids.get(0), "a" + ids.get(3), "b/1" + ids.get(1), "b/2" + ids.get(2));
    assertThat(sdk.listMultipartUploads(r -> r.bucket(bucket).delimiter("/")).join())
        .satisfies(
            page -> {
              assertThat(page.uploads()).extracting(MultipartUpload::key).containsExactly("a", "a");
              assertThat(page.commonPrefixes()).hasSize(1);
            });
    for (int number = 1; number <= 3; number++) {
      int each = number;
      sdk.uploadPart(
              r -> r.bucket(bucket).key("a").uploadId(ids.get(0)).partNumber(each),
              AsyncRequestBody.fromString("x"))
          .join();
    }
    List<Integer> numbers = new ArrayList<>();
    sdk.listPartsPaginator(r -> r.bucket(bucket).key("a").uploadId(ids.get(0)).maxParts(2))
        .parts()
        .map(Part::partNumber)
        .subscribe(numbers::add)
        .join();
    assertThat(numbers).containsExactly(1, 2, 3);
  }
}
