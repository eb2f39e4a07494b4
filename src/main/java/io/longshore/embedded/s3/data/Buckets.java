package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.S3Caller;
import io.longshore.embedded.s3.S3ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The buckets of a folder. The objects of a bucket are loaded at its first use. */
public final class Buckets implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final String FOLDER = ".buckets";

  private final Path folder;
  private final Map<String, BucketProperties> properties = new TreeMap<>();
  private final Map<String, Bucket> loaded = new HashMap<>();

  private Buckets(Path folder) {
    this.folder = folder;
  }

  public static Buckets open(Path root) throws IOException {
    Buckets buckets = new Buckets(root.resolve(FOLDER));
    Files.createDirectories(buckets.folder);
    try (Stream<Path> folders = Files.list(buckets.folder)) {
      for (Path path : folders.filter(f -> Files.exists(f.resolve("bucket.json"))).toList()) {
        BucketProperties bucket = BucketProperties.read(path);
        buckets.properties.put(bucket.name(), bucket);
      }
    }
    return buckets;
  }

  /** A bucket, if it exists and the caller has access to it. */
  public Bucket get(String name, S3Caller caller) {
    Bucket bucket = find(name).orElseThrow(S3ErrorCode.NO_SUCH_BUCKET::error);
    caller.requireAccess(bucket.properties());
    return bucket;
  }

  public synchronized Optional<Bucket> find(String name) {
    return Optional.ofNullable(properties.get(name)).map(this::load);
  }

  private Bucket load(BucketProperties bucket) {
    return loaded.computeIfAbsent(
        bucket.name(),
        name -> {
          try {
            return Bucket.open(bucket, folder.resolve(name));
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  /** The buckets that the caller has access to, by name. */
  public synchronized List<BucketProperties> list(S3Caller caller) {
    return properties.values().stream()
        .filter(bucket -> caller.isServer() || bucket.owner().equals(caller.account()))
        .toList();
  }

  /** Creates a bucket after a check of its name. */
  public Bucket create(String name, String owner, String region) {
    if (!NAME.matcher(name).matches()
        || name.contains("..")
        || IP_ADDRESS.matcher(name).matches()
        || name.startsWith("xn--")) {
      throw S3ErrorCode.INVALID_BUCKET.error();
    }
    return getOrCreate(name, owner, region);
  }

  /** Creates a bucket. In us-east-1, returns the bucket if the owner already has it. */
  public synchronized Bucket getOrCreate(String name, String owner, String region) {
    BucketProperties existing = properties.get(name);
    if (existing != null) {
      boolean sameOwner = existing.owner().equals(owner);
      if (sameOwner && region.equals("us-east-1")) {
        return load(existing); // S3 does this in us-east-1 only
      }
      throw (sameOwner ? S3ErrorCode.BUCKET_OWNED : S3ErrorCode.BUCKET_EXISTS).error();
    }
    try {
      Path bucketFolder = folder.resolve(name);
      Files.createDirectories(bucketFolder);
      Files.deleteIfExists(bucketFolder.resolve("journal"));
      BucketProperties created =
          new BucketProperties(bucketFolder, name, owner, region, Instant.now());
      created.save();
      properties.put(name, created);
      return load(created);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public synchronized void delete(Bucket bucket) {
    bucket.markDeleted();
    String name = bucket.properties().name();
    try {
      Files.delete(folder.resolve(name).resolve("bucket.json"));
      properties.remove(name);
      loaded.remove(name).close();
      deleteAll(folder.resolve(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Bucket bucket : loaded.values()) {
      bucket.close();
    }
  }
}
