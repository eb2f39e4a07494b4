package io.longshore.transfer;

import io.longshore.job.Outputs;
import io.longshore.job.Outputs.Sink;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Source;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a piece's object a copy of another, with its content type and metadata: by S3 itself where
 * both are in one store, so that no byte comes here, and else chunk by chunk.
 */
public final class ObjectCopy {

  /** Metadata by which the engine knows its own objects; of no copy. */
  private static final Set<String> OURS = Set.of("job-token", "job-id", "epoch");

  private final WorkerExecutor workers;

  public ObjectCopy(Vertx vertx) {
    this.workers =
        vertx.createSharedWorkerExecutor("digesting", Runtime.getRuntime().availableProcessors());
  }

  /** The object to copy, as HEAD told of it: if it is replaced meanwhile, the copy fails. */
  public record From(ObjectStore store, String bucket, String key, Head found) {}

  /**
   * What was read.
   *
   * @param md5 base64
   * @param sha256 lower-case hex
   */
  public record Digests(String md5, String sha256) {}

  /**
   * Copies and seals.
   *
   * @param to the store that the piece's destination is in
   * @return the digests, if the bytes came by here
   */
  public Future<Optional<Digests>> whole(From from, ObjectStore to, Outputs outputs) {
    if (from.store() != to) {
      return read(from, outputs).map(Optional::of);
    }
    return open(from, outputs)
        .compose(sink -> sink.copy(copyOf(from)).compose(copied -> sink.seal(1, "")))
        .map(Optional.empty());
  }

  /** Copies and seals the many objects of a piece, all within one store. */
  public static Future<Void> many(List<From> all, Outputs outputs) {
    return outputs.copies(all.stream().map(ObjectCopy::copyOf).toList());
  }

  private static Outputs.Copy copyOf(From from) {
    Head found = from.found();
    return new Outputs.Copy(
        from.bucket(),
        from.key(),
        found.etag(),
        found.size(),
        found.md5(),
        found.contentType(),
        metadata(from));
  }

  /** Reads, writes and seals, whatever the stores. */
  public Future<Digests> read(From from, Outputs outputs) {
    Source source = Source.of(from.bucket(), from.key()).pinned(from.found().etag());
    return open(from, outputs)
        .compose(
            sink ->
                from.store()
                    .read(source)
                    .compose(
                        read -> new Stream(read, sink).next().onFailure(failed -> read.close())));
  }

  private static Future<Sink> open(From from, Outputs outputs) {
    return outputs.open(from.found().contentType(), metadata(from));
  }

  private static Map<String, String> metadata(From from) {
    return from.found().metadata().entrySet().stream()
        .filter(entry -> !OURS.contains(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** One chunk in memory at a time, beside those that the sink gathers into a part. */
  private final class Stream {

    private final ObjectRead read;
    private final Sink sink;
    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha256 = digest("SHA-256");

    private Stream(ObjectRead read, Sink sink) {
      this.read = read;
      this.sink = sink;
    }

    private Future<Digests> next() {
      return read.next().compose(chunk -> chunk.isPresent() ? take(chunk.get()) : end());
    }

    private Future<Digests> take(Buffer chunk) {
      return workers
          .executeBlocking(
              () -> {
                byte[] bytes = chunk.getBytes();
                md5.update(bytes);
                sha256.update(bytes);
                return chunk;
              },
              false)
          .compose(sink::write)
          .compose(written -> next());
    }

    private Future<Digests> end() {
      Digests digests =
          new Digests(
              Base64.getEncoder().encodeToString(md5.digest()),
              HexFormat.of().formatHex(sha256.digest()));
      return sink.seal(1, digests.sha256()).map(digests);
    }
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has " + name, impossible);
    }
  }
}
