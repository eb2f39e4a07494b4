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
 * Imports the bucket folders of versions up to 0.1. In them, S3Proxy stored each object as a file
 * at the path of its key, with the object's headers in extended attributes of the file. An
 * interrupted import continues at the next start.
 */
public final class LegacyFolderImport {

  private static final Logger LOG = LoggerFactory.getLogger(LegacyFolderImport.class);

  /** The owner of imported buckets: the account of the only key that old versions had. */
  private static final String OWNER = "000000000000";

  private static final String UPLOAD_PREFIX = ".mpus-";
  private static final String MD5 = "content-md5";
  private static final String METADATA_PREFIX = "user-metadata.";
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Path folder;
  private final Bucket bucket;
  private long objectCount;

  private LegacyFolderImport(Path folder, Bucket bucket) {
    this.folder = folder;
    this.bucket = bucket;
  }

  public static void run(Path root) throws IOException {
    List<Path> oldFolders;
    try (Stream<Path> folders = Files.list(root)) {
      oldFolders =
          folders
              .filter(Files::isDirectory)
              .filter(each -> !each.getFileName().toString().startsWith("."))
              .toList();
    }
    if (oldFolders.isEmpty()) {
      return;
    }
    try (Buckets buckets = Buckets.open(root)) {
      for (Path each : oldFolders) {
        String name = each.getFileName().toString();
        LegacyFolderImport folderImport =
            new LegacyFolderImport(each, buckets.find(name).orElseGet(() -> create(buckets, name)));
        folderImport.importFiles();
        LOG.info(
            "Imported the bucket {} of an older version with {} objects. Its owner is account {}",
            name,
            folderImport.objectCount,
            OWNER);
      }
    }
  }

  private static Bucket create(Buckets buckets, String name) {
    return buckets.getOrCreate(name, OWNER, "us-east-1");
  }

  private void importFiles() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !isUpload(file)) {
              store(file, key(file), attributes);
            }
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            boolean isFolderObject =
                !directory.equals(folder) && attributes(directory).containsKey(MD5);
            if (isFolderObject && !isUpload(directory)) {
              BasicFileAttributes fileAttributes =
                  Files.readAttributes(directory, BasicFileAttributes.class);
              store(directory, key(directory) + "/", fileAttributes);
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean isUpload(Path file) {
    return folder.relativize(file).getName(0).toString().startsWith(UPLOAD_PREFIX);
  }

  private String key(Path file) {
    return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  /** Stores a file as an object, or a folder as an empty object whose key ends in a slash. */
  private void store(Path file, String key, BasicFileAttributes fileAttributes) throws IOException {
    Map<String, byte[]> attributes = attributes(file);
    ContentFile content = Files.isDirectory(file) ? emptyFile() : contentFile(file);
    byte[] digest = attributes.getOrDefault(MD5, new byte[0]);
    String etag =
        digest.length == 0 || digest.length == 16
            ? content.md5()
            : new String(digest, StandardCharsets.US_ASCII).replace("\"", "");
    StoredObject object =
        new StoredObject(
            key,
            etag,
            fileAttributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS),
            headers(attributes),
            Map.of(),
            null,
            false,
            null,
            new ObjectContent(bucket.data(), List.of(content)));
    bucket.put(object, previous -> {});
    objectCount++;
  }

  private ContentFile emptyFile() throws IOException {
    String name = bucket.data().newName();
    Files.createFile(bucket.data().path(name));
    return new ContentFile(name, 0, MessageDigests.hex(MessageDigests.digest("MD5", "")), null);
  }

  private ContentFile contentFile(Path file) throws IOException {
    MessageDigest digest = MessageDigests.create("MD5");
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    String name = bucket.data().link(file);
    return new ContentFile(name, Files.size(file), MessageDigests.hex(digest.digest()), null);
  }

  private static Map<String, String> headers(Map<String, byte[]> attributes) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("content-type", "binary/octet-stream");
    attributes.forEach(
        (name, value) -> {
          String text = new String(value, StandardCharsets.UTF_8);
          if (name.startsWith(METADATA_PREFIX + "s3proxy_")) {
            return; // metadata that S3Proxy added
          }
          if (name.startsWith(METADATA_PREFIX)) {
            headers.put("x-amz-meta-" + name.substring(METADATA_PREFIX.length()), text);
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
    Map<String, byte[]> attributes = new TreeMap<>();
    try {
      for (String name : view == null ? List.<String>of() : view.list()) {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        attributes.put(name.startsWith("user.") ? name.substring(5) : name, value.array());
      }
    } catch (IOException none) {
      return Map.of(); // the file system does not support attributes
    }
    return attributes;
  }
}
