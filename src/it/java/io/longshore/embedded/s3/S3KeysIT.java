package io.longshore.embedded.s3;

import static io.longshore.embedded.s3.S3Client.requireError;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Sdk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Object keys with unusual characters. Source: "Naming Amazon S3 objects". */
@Timeout(60)
class S3KeysIT {

  private static final String BUCKET = "keys-it";

  /** The keys in the order of their UTF-8 bytes. */
  private static final List<String> KEYS =
      List.of(
          "//",
          "/leading",
          "A",
          "a",
          "a.txt",
          "a/",
          "a/.",
          "a/..",
          "a/../b",
          "a//",
          "a//x",
          "a/x",
          "a/x/",
          "a/x/y",
          "b".repeat(300) + "/" + "c".repeat(300),
          "data\\back",
          "line\nbreak",
          "plus+and %2F percent%",
          "quotes'\"&<>",
          "x".repeat(1024),
          "\u00e9",
          "\uffee",
          "\uD83D\uDEA2");

  private static S3Client client;

  @BeforeAll
  static void putObjects() {
    client = new S3Client("test");
    client.bucket(BUCKET);
    KEYS.forEach(key -> client.put(BUCKET, key, "of " + key));
  }

  @AfterAll
  static void close() {
    client.close();
  }

  @Test
  void keys_that_differ_in_slashes_dots_and_lengths_are_distinct() {
    assertThat(KEYS).allSatisfy(k -> assertThat(client.text(BUCKET, k)).isEqualTo("of " + k));
  }

  @Test
  void keys_are_listed_in_byte_order_with_any_page_size() {
    for (int size : new int[] {1, 3, 7, 1000}) {
      assertThat(pages(size)).containsExactlyElementsOf(KEYS);
    }
  }

  private static List<String> pages(int size) {
    List<String> keys = new ArrayList<>();
    Sdk.call(
        client
            .sdk
            .listObjectsV2Paginator(r -> r.bucket(BUCKET).maxKeys(size).encodingType("url"))
            .subscribe(page -> page.contents().forEach(object -> keys.add(object.key()))));
    return keys;
  }

  @Test
  void a_folder_marker_and_an_object_with_the_folders_name_coexist_with_its_contents() {
    ListObjectsV2Response top = listed("", "/");
    assertThat(top.contents()).extracting(S3Object::key).contains("A", "a", "a.txt");
    assertThat(top.commonPrefixes()).extracting(CommonPrefix::prefix).contains("/", "a/");
    ListObjectsV2Response inside = listed("a/", "/");
    assertThat(inside.contents())
        .extracting(S3Object::key)
        .containsExactly("a/", "a/.", "a/..", "a/x");
    assertThat(inside.commonPrefixes())
        .extracting(CommonPrefix::prefix)
        .containsExactly("a/../", "a//", "a/x/");
  }

  private static ListObjectsV2Response listed(String prefix, String delimiter) {
    return client
        .sdk
        .listObjectsV2(r -> r.bucket(BUCKET).prefix(prefix).delimiter(delimiter))
        .join();
  }

  @Test
  void deleting_a_key_keeps_similar_keys() {
    String bucket = "keys-it-deleted";
    client.bucket(bucket);
    Stream.of("d", "d/", "d//x", "d/x").forEach(key -> client.put(bucket, key, key));
    client.sdk.deleteObject(r -> r.bucket(bucket).key("d/")).join();
    client.sdk.deleteObject(r -> r.bucket(bucket).key("d/x")).join();
    client.sdk.deleteObject(r -> r.bucket(bucket).key("never was")).join();
    assertThat(client.sdk.listObjectsV2(r -> r.bucket(bucket)).join().contents())
        .extracting(S3Object::key)
        .containsExactly("d", "d//x");
  }

  @Test
  void a_key_of_more_than_1024_bytes_is_rejected() {
    requireError(
        400,
        "KeyTooLongError",
        client.sdk.putObject(
            r -> r.bucket(BUCKET).key("\u00e9".repeat(513)), AsyncRequestBody.fromString("x")));
  }
}
