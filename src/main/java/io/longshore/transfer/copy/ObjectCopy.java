package io.longshore.transfer.copy;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.job.Outputs;
import io.longshore.job.Outputs.Content;
import io.longshore.job.Outputs.Sink;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies an object to the object of a piece, with its content type and metadata: inside S3 if both
 * are in the same S3, else by reading and writing it in chunks.
 */
public final class ObjectCopy {

  /** Metadata by which the engine recognises its own objects; not copied. */
  private static final Set<String> ENGINE_METADATA = Set.of("job-token", "job-id", "epoch");

  private final WorkerExecutor workers;

  public ObjectCopy(Vertx vertx) {
    this.workers =
        vertx.createSharedWorkerExecutor("digesting", Runtime.getRuntime().availableProcessors());
  }

  /**
   * The object to copy.
   *
   * @param found the version to copy; if the object is replaced, the copy fails
   */
  public record From(ObjectStore store, String bucket, String key, Head found) {}

  /**
   * The digests of the content.
   *
   * @param md5 in base64
   * @param sha256 in lower-case hex
   */
  public record Digests(String md5, String sha256) {}

  /**
   * Copies the object and seals the copy.
   *
   * @param to the store of the piece's destination
   * @return the digests; empty if S3 copied the object
   */
  public Future<Optional<Digests>> whole(From from, ObjectStore to, Outputs outputs) {
    if (!to.canCopy(from.store(), from.bucket(), from.key())) {
      return read(from, outputs).map(Optional::of);
    }
    return copyOf(from)
        .compose(
            copy ->
                open(from, outputs)
                    .compose(sink -> sink.copy(copy).compose(copied -> sink.seal(1, ""))))
        .map(Optional.empty());
  }

  /** Copies and seals the objects of a piece with many objects, all in one store. */
  public static Future<Void> many(List<From> all, Outputs outputs) {
    return BoundedParallel.map(all, ObjectCopy::copyOf).compose(outputs::copies);
  }

  private static Future<Outputs.Copy> copyOf(From from) {
    Head found = from.found();
    return ETagDigest.of(from)
        .map(
            content ->
                new Outputs.Copy(
                    from.bucket(),
                    from.key(),
                    found.etag(),
                    found.size(),
                    content,
                    found.contentType(),
                    metadata(from)));
  }

  /** Copies by reading and writing, also inside one store, and seals the copy. */
  public Future<Digests> read(From from, Outputs outputs) {
    return ETagDigest.of(from)
        .compose(content -> open(from, outputs).compose(sink -> read(from, content, sink)));
  }

  private Future<Digests> read(From from, Optional<Content> content, Sink sink) {
    Source source = Source.of(from.bucket(), from.key()).pinned(from.found().etag());
    return from.store()
        .read(source)
        .compose(
            read -> new Stream(from, content, read, sink).all().onFailure(failed -> read.close()));
  }

  private static Future<Sink> open(From from, Outputs outputs) {
    return outputs.open(from.found().contentType(), metadata(from));
  }

  private static Map<String, String> metadata(From from) {
    return from.found().metadata().entrySet().stream()
        .filter(entry -> !ENGINE_METADATA.contains(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** A copy in chunks. At most two are in memory, beside those that the sink buffers. */
  private final class Stream {

    private final From from;
    private final ObjectRead read;
    private final Sink sink;
    private final StreamDigest digest;
    private Future<Void> digesting = Future.succeededFuture();

    private Stream(From from, Optional<Content> content, ObjectRead read, Sink sink) {
      this.from = from;
      this.read = read;
      this.sink = sink;
      this.digest = new StreamDigest(content);
    }

    private Future<Digests> all() {
      return AsyncLoop.whileTrue(this::next).compose(taken -> digesting).compose(all -> end());
    }

    private Future<Boolean> next() {
      return read.next()
          .compose(
              chunk ->
                  chunk.isPresent() ? take(chunk.get()).map(true) : Future.succeededFuture(false));
    }

    /** Updates the digest while the chunk is written and the next one is read. */
    private Future<Void> take(Buffer chunk) {
      byte[] bytes = chunk.getBytes();
      return digesting.compose(
          before -> {
            digesting =
                workers.executeBlocking(
                    () -> {
                      digest.update(bytes);
                      return null;
                    },
                    false);
            return sink.write(chunk);
          });
    }

    private Future<Digests> end() {
      StreamDigest.Ended ended = digest.end();
      return ended.differs()
          ? Future.failedFuture(damaged(from))
          : sink.seal(1, ended.digests().sha256()).map(ended.digests());
    }
  }

  private static ObjectStoreError damaged(From from) {
    return new ObjectStoreError(
        ObjectStoreError.Kind.TRANSIENT,
        "The content of s3://%s/%s that S3 sent has another MD5 than its ETag"
            .formatted(from.bucket(), from.key()),
        null);
  }
}
