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

/** All buckets of a folder. What is in one is read when it is first asked for. */
public final class Buckets implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final String FOLDER = ".buckets";

  private final Path folder;
  private final Map<String, BucketProperties> facts = new TreeMap<>();
  private final Map<String, Bucket> opened = new HashMap<>();

  private Buckets(Path folder) {
    this.folder = folder;
  }

  public static Buckets open(Path root) throws IOException {
    Buckets buckets = new Buckets(root.resolve(FOLDER));
    Files.createDirectories(buckets.folder);
    try (Stream<Path> folders = Files.list(buckets.folder)) {
      for (Path each : folders.filter(f -> Files.exists(f.resolve("bucket.json"))).toList()) {
        BucketProperties read = BucketProperties.read(each);
        buckets.facts.put(read.name(), read);
      }
    }
    return buckets;
  }

  /** The bucket, for one to whom it is open. */
  public Bucket of(String name, S3Caller visitor) {
    Bucket bucket = find(name).orElseThrow(S3ErrorCode.NO_SUCH_BUCKET::error);
    visitor.requireOwn(bucket.facts());
    return bucket;
  }

  public synchronized Optional<Bucket> find(String name) {
    return Optional.ofNullable(facts.get(name)).map(this::loaded);
  }

  private Bucket loaded(BucketProperties of) {
    return opened.computeIfAbsent(
        of.name(),
        name -> {
          try {
            return Bucket.open(of, folder.resolve(name));
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  /** Those of an account, in the order of their names. */
  public synchronized List<BucketProperties> of(S3Caller visitor) {
    return facts.values().stream()
        .filter(bucket -> visitor.isServer() || bucket.owner().equals(visitor.account()))
        .toList();
  }

  /** Makes it, of a name that a new bucket may have. */
  public Bucket create(String name, String owner, String region) {
    if (!NAME.matcher(name).matches()
        || name.contains("..")
        || ADDRESS.matcher(name).matches()
        || name.startsWith("xn--")) {
      throw S3ErrorCode.INVALID_BUCKET.error();
    }
    return make(name, owner, region);
  }

  /** Makes it, or finds the owner's own. */
  public synchronized Bucket make(String name, String owner, String region) {
    BucketProperties there = facts.get(name);
    if (there != null) {
      boolean own = there.owner().equals(owner);
      if (own && region.equals("us-east-1")) {
        return loaded(there); // which is what S3 does there, and nowhere else
      }
      throw (own ? S3ErrorCode.BUCKET_OWNED : S3ErrorCode.BUCKET_EXISTS).error();
    }
    try {
      Path of = folder.resolve(name);
      Files.createDirectories(of);
      Files.deleteIfExists(of.resolve("journal"));
      BucketProperties made = new BucketProperties(of, name, owner, region, Instant.now());
      made.write();
      facts.put(name, made);
      return loaded(made);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public synchronized void delete(Bucket bucket) {
    bucket.end();
    String name = bucket.facts().name();
    try {
      Files.delete(folder.resolve(name).resolve("bucket.json"));
      facts.remove(name);
      opened.remove(name).close();
      deleteAll(folder.resolve(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void deleteAll(Path gone) throws IOException {
    try (Stream<Path> files = Files.walk(gone)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Bucket bucket : opened.values()) {
      bucket.close();
    }
  }
}
