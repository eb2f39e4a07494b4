package io.longshore.embedded.s3;

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
final class Buckets implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final String FOLDER = ".buckets";

  private final Path folder;
  private final Map<String, BucketFacts> facts = new TreeMap<>();
  private final Map<String, Bucket> opened = new HashMap<>();

  private Buckets(Path folder) {
    this.folder = folder;
  }

  static Buckets open(Path root) throws IOException {
    Buckets buckets = new Buckets(root.resolve(FOLDER));
    Files.createDirectories(buckets.folder);
    try (Stream<Path> folders = Files.list(buckets.folder)) {
      for (Path each : folders.filter(f -> Files.exists(f.resolve("bucket.json"))).toList()) {
        BucketFacts read = BucketFacts.read(each);
        buckets.facts.put(read.name(), read);
      }
    }
    return buckets;
  }

  /** The bucket, for one to whom it is open. */
  Bucket of(String name, Visitor visitor) {
    Bucket bucket = find(name).orElseThrow(Code.NO_SUCH_BUCKET::error);
    visitor.requireOwn(bucket.facts());
    return bucket;
  }

  synchronized Optional<Bucket> find(String name) {
    return Optional.ofNullable(facts.get(name)).map(this::loaded);
  }

  private Bucket loaded(BucketFacts of) {
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
  synchronized List<BucketFacts> of(Visitor visitor) {
    return facts.values().stream()
        .filter(bucket -> visitor.isServer() || bucket.owner().equals(visitor.account()))
        .toList();
  }

  /** Makes it, of a name that a new bucket may have. */
  Bucket create(String name, String owner, String region) {
    if (!NAME.matcher(name).matches()
        || name.contains("..")
        || ADDRESS.matcher(name).matches()
        || name.startsWith("xn--")) {
      throw Code.INVALID_BUCKET.error();
    }
    return make(name, owner, region);
  }

  /** Makes it, or finds the owner's own. */
  synchronized Bucket make(String name, String owner, String region) {
    BucketFacts there = facts.get(name);
    if (there != null) {
      boolean own = there.owner().equals(owner);
      if (own && region.equals("us-east-1")) {
        return loaded(there); // which is what S3 does there, and nowhere else
      }
      throw (own ? Code.BUCKET_OWNED : Code.BUCKET_EXISTS).error();
    }
    try {
      Path of = folder.resolve(name);
      Files.createDirectories(of);
      Files.deleteIfExists(of.resolve("journal"));
      BucketFacts made = new BucketFacts(of, name, owner, region, Instant.now());
      made.write();
      facts.put(name, made);
      return loaded(made);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  synchronized void delete(Bucket bucket) {
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
