package io.longshore.embedded.s3.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.embedded.s3.LegacyFolderImport;
import io.longshore.embedded.s3.S3Caller;
import io.longshore.embedded.s3.checksum.MessageDigests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets after restarts, kills and upgrades. */
class BucketsTest {

  private static final String ACCOUNT = "000000000000";
  private static final S3Caller OWNER = new S3Caller(ACCOUNT, false);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ab", "Upper", "a_b_c", "192.168.1.1", "two..dots", "-dash", "xn--a"})
  void invalid_bucket_names_are_rejected(String name) throws IOException {
    try (Buckets buckets = Buckets.open(folder)) {
      assertThatThrownBy(() -> buckets.create(name, ACCOUNT, "us-east-1"))
          .hasMessage("The specified bucket is not valid.");
    }
  }

  @Test
  void a_restart_keeps_complete_changes_and_drops_an_incomplete_journal_line() throws IOException {
    try (Buckets buckets = Buckets.open(folder)) {
      Bucket bucket = buckets.create("kept", ACCOUNT, "us-east-1");
      put(bucket, "a", "first");
      put(bucket, "a", "second");
      put(bucket, "b", "gone");
      bucket.delete("b", existing -> {});
      bucket.properties().putSetting("policy", "{}");
    }
    Path journal = folder.resolve(".buckets/kept/journal");
    Files.writeString(journal, "{\"object\":{\"key\":\"cu", StandardOpenOption.APPEND);
    for (int start = 0; start < 2; start++) {
      try (Buckets buckets = Buckets.open(folder)) {
        Bucket bucket = buckets.get("kept", OWNER);
        assertThat(bucket.objects().keySet()).containsExactly("a");
        assertThat(text(bucket, "a")).isEqualTo("second");
        assertThat(bucket.properties().setting("policy")).contains("{}");
        assertThat(files()).hasSize(1);
      }
    }
    try (Buckets buckets = Buckets.open(folder)) {
      put(buckets.get("kept", OWNER), "later", "later");
    }
    try (Buckets buckets = Buckets.open(folder)) {
      assertThat(buckets.get("kept", OWNER).objects().keySet()).containsExactly("a", "later");
    }
  }

  @Test
  void a_deleted_bucket_leaves_no_files() throws IOException {
    try (Buckets buckets = Buckets.open(folder)) {
      Bucket bucket = buckets.create("gone", ACCOUNT, "us-east-1");
      put(bucket, "a", "text");
      bucket.delete("a", existing -> {});
      buckets.delete(bucket);
      assertThat(buckets.list(OWNER)).isEmpty();
    }
    assertThat(folder.resolve(".buckets")).isEmptyDirectory();
  }

  @Test
  void a_journal_with_many_changes_is_compacted() throws IOException {
    try (Buckets buckets = Buckets.open(folder)) {
      Bucket bucket = buckets.create("many", ACCOUNT, "us-east-1");
      put(bucket, "a", "text");
      for (int i = 0; i < 1100; i++) {
        String value = "v" + i;
        bucket.change("a", object -> object.withTags(Map.of("k", value)));
      }
    }
    Path journal = folder.resolve(".buckets/many/journal");
    assertThat(Files.readAllLines(journal)).hasSizeGreaterThan(1000);
    try (Buckets buckets = Buckets.open(folder)) {
      assertThat(buckets.get("many", OWNER).object("a").tags()).containsEntry("k", "v1099");
      assertThat(Files.readAllLines(journal)).hasSize(1);
      put(buckets.get("many", OWNER), "b", "more");
    }
    assertThat(Files.readAllLines(journal)).hasSize(2);
  }

  @Test
  void a_file_is_deleted_only_after_its_last_reader_has_closed_it() throws IOException {
    try (Buckets buckets = Buckets.open(folder)) {
      Bucket bucket = buckets.create("read", ACCOUNT, "us-east-1");
      put(bucket, "a", "first");
      StoredObject before = bucket.object("a");
      assertThat(before.content().open()).isTrue();
      put(bucket, "a", "second");
      assertThat(Files.readString(before.content().slices(0, 5).get(0).file())).isEqualTo("first");
      before.content().close();
      assertThat(before.content().open()).isFalse();
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void a_folder_of_an_older_version_is_imported_with_headers_and_etags() throws Exception {
    Path old = Files.createDirectories(folder.resolve("exports/a"));
    Path plain = Files.writeString(old.resolve("b.txt"), "hello");
    attribute(plain, "content-md5", md5("hello"));
    attribute(plain, "content-type", "text/plain".getBytes(StandardCharsets.UTF_8));
    attribute(plain, "user-metadata.s3proxy_checksum_crc32", new byte[] {'x'});
    attribute(plain, "user-metadata.longshore-token", "t".getBytes(StandardCharsets.UTF_8));
    Path parts = Files.writeString(folder.resolve("exports/parts"), "hello");
    attribute(parts, "content-md5", "\"abc-2\"".getBytes(StandardCharsets.UTF_8));
    Path marker = Files.createDirectories(folder.resolve("exports/reports"));
    attribute(marker, "content-md5", md5(""));
    Files.writeString(
        Files.createDirectories(folder.resolve("exports/.mpus-1-a")).resolve("p"), "x");
    Files.createDirectories(folder.resolve("longshore-assets"));

    LegacyFolderImport.run(folder);

    assertThat(folder.resolve("exports")).doesNotExist();
    try (Buckets buckets = Buckets.open(folder)) {
      assertThat(buckets.list(OWNER))
          .extracting(BucketProperties::name)
          .containsExactly("exports", "longshore-assets");
      Bucket bucket = buckets.get("exports", OWNER);
      assertThat(bucket.objects().keySet()).containsExactly("a/b.txt", "parts", "reports/");
      assertThat(text(bucket, "a/b.txt")).isEqualTo("hello");
      assertThat(bucket.object("a/b.txt").etag()).isEqualTo(MessageDigests.hex(md5("hello")));
      assertThat(bucket.object("a/b.txt").headers())
          .containsEntry("content-type", "text/plain")
          .containsEntry("x-amz-meta-longshore-token", "t")
          .hasSize(2);
      assertThat(bucket.object("parts").etag()).isEqualTo("abc-2");
      assertThat(bucket.object("reports/").size()).isZero();
    }
  }

  @Test
  void an_interrupted_import_continues_at_the_next_start() throws Exception {
    Path old = Files.createDirectories(folder.resolve("exports"));
    Files.writeString(old.resolve("one"), "1");
    LegacyFolderImport.run(folder);
    Files.writeString(
        Files.createDirectories(old).resolve("two"), "2"); // as an interrupted import leaves it
    LegacyFolderImport.run(folder);
    try (Buckets buckets = Buckets.open(folder)) {
      assertThat(buckets.get("exports", OWNER).objects().keySet()).containsExactly("one", "two");
    }
  }

  private static byte[] md5(String text) {
    return MessageDigests.digest("MD5", text);
  }

  private static void attribute(Path file, String name, byte[] value) throws IOException {
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write("user." + name, ByteBuffer.wrap(value));
  }

  private static void put(Bucket bucket, String key, String text) throws IOException {
    String name = bucket.data().newName();
    Files.writeString(bucket.data().path(name), text);
    ContentFile file = new ContentFile(name, text.length(), MessageDigests.hex(md5(text)), null);
    bucket.put(
        new StoredObject(
            key,
            file.md5(),
            Instant.EPOCH,
            Map.of(),
            Map.of(),
            null,
            false,
            null,
            new ObjectContent(bucket.data(), List.of(file))),
        existing -> {});
  }

  private static String text(Bucket bucket, String key) throws IOException {
    ObjectContent content = bucket.object(key).content();
    return Files.readString(content.slices(0, content.size()).get(0).file());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().length() == 32)
          .toList();
    }
  }
}
