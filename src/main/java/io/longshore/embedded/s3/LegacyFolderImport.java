package io.longshore.embedded.s3;

import io.longshore.embedded.s3.checksum.MessageDigests;
import io.longshore.embedded.s3.data.Bucket;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.embedded.s3.data.ContentFile;
import io.longshore.embedded.s3.data.ObjectContent;
import io.longshore.embedded.s3.data.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the folders of versions up to 0.1, in which S3Proxy kept a file at each key's path and
 * its headers as attributes of the file. A kill in between costs nothing: the next start goes on.
 */
public final class LegacyFolderImport {

  private static final Logger LOG = LoggerFactory.getLogger(LegacyFolderImport.class);

  /** Had no owners: what was there is given to the account of the key that everybody used. */
  private static final String OWNER = "000000000000";

  private static final String UPLOADS = ".mpus-";
  private static final String MD5 = "content-md5";
  private static final String METADATA = "user-metadata.";
  private static final int BLOCK = 256 * 1024;

  private final Path folder;
  private final Bucket bucket;
  private long count;

  private LegacyFolderImport(Path folder, Bucket bucket) {
    this.folder = folder;
    this.bucket = bucket;
  }

  public static void takeOver(Path root) throws IOException {
    List<Path> old;
    try (Stream<Path> folders = Files.list(root)) {
      old =
          folders
              .filter(Files::isDirectory)
              .filter(each -> !each.getFileName().toString().startsWith("."))
              .toList();
    }
    if (old.isEmpty()) {
      return;
    }
    try (Buckets buckets = Buckets.open(root)) {
      for (Path each : old) {
        String name = each.getFileName().toString();
        LegacyFolderImport taken =
            new LegacyFolderImport(each, buckets.find(name).orElseGet(() -> made(buckets, name)));
        taken.move();
        LOG.info(
            "The bucket {} of an older version was taken over, with {} objects; it is account {}'s",
            name,
            taken.count,
            OWNER);
      }
    }
  }

  private static Bucket made(Buckets buckets, String name) {
    return buckets.make(name, OWNER, "us-east-1");
  }

  private void move() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !isUpload(file)) {
              take(file, key(file), attributes);
            }
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            boolean marker = !directory.equals(folder) && attributes(directory).containsKey(MD5);
            if (marker && !isUpload(directory)) {
              BasicFileAttributes facts =
                  Files.readAttributes(directory, BasicFileAttributes.class);
              take(directory, key(directory) + "/", facts);
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean isUpload(Path file) {
    return folder.relativize(file).getName(0).toString().startsWith(UPLOADS);
  }

  private String key(Path file) {
    return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  /** A folder stands for an empty object whose key ends in a slash. */
  private void take(Path file, String key, BasicFileAttributes facts) throws IOException {
    Map<String, byte[]> attributes = attributes(file);
    ContentFile piece = Files.isDirectory(file) ? empty() : piece(file);
    byte[] digest = attributes.getOrDefault(MD5, new byte[0]);
    String etag =
        digest.length == 0 || digest.length == 16
            ? piece.md5()
            : new String(digest, StandardCharsets.US_ASCII).replace("\"", "");
    StoredObject object =
        new StoredObject(
            key,
            etag,
            facts.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS),
            headers(attributes),
            Map.of(),
            null,
            false,
            null,
            new ObjectContent(bucket.data(), List.of(piece)));
    bucket.put(object, before -> {});
    count++;
  }

  private ContentFile empty() throws IOException {
    String name = bucket.data().name();
    Files.createFile(bucket.data().path(name));
    return new ContentFile(name, 0, MessageDigests.hex(MessageDigests.of("MD5", "")), null);
  }

  private ContentFile piece(Path file) throws IOException {
    MessageDigest digest = MessageDigests.begin("MD5");
    byte[] block = new byte[BLOCK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
      }
    }
    String name = bucket.data().linked(file);
    return new ContentFile(name, Files.size(file), MessageDigests.hex(digest.digest()), null);
  }

  private static Map<String, String> headers(Map<String, byte[]> attributes) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("content-type", "binary/octet-stream");
    attributes.forEach(
        (name, value) -> {
          String text = new String(value, StandardCharsets.UTF_8);
          if (name.startsWith(METADATA + "s3proxy_")) {
            return; // notes of S3Proxy's own
          }
          if (name.startsWith(METADATA)) {
            headers.put("x-amz-meta-" + name.substring(METADATA.length()), text);
          } else if (name.startsWith("content-") && !name.equals(MD5)
              || name.equals("cache-control")) {
            headers.put(name, text);
          }
        });
    return headers;
  }

  private static Map<String, byte[]> attributes(Path file) {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    Map<String, byte[]> found = new TreeMap<>();
    try {
      for (String name : view == null ? List.<String>of() : view.list()) {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        found.put(name.startsWith("user.") ? name.substring(5) : name, value.array());
      }
    } catch (IOException none) {
      return Map.of(); // a file system without attributes
    }
    return found;
  }
}
