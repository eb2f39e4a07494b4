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
 * Makes a piece's object a copy of another, with its content type and metadata: by S3 itself where
 * both are in one S3, so that no byte comes here, and else chunk by chunk.
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

  /** Copies and seals the many objects of a piece, all within one store. */
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

  /** Reads, writes and seals, whatever the stores. */
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
        .filter(entry -> !OURS.contains(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Two chunks in memory at most, beside those that the sink gathers into a part. */
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

    /** The digest of a chunk is reckoned while the chunk is written and the next one is read. */
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
      return ended.other()
          ? Future.failedFuture(damaged(from))
          : sink.seal(1, ended.digests().sha256()).map(ended.digests());
    }
  }

  private static ObjectStoreError damaged(From from) {
    return new ObjectStoreError(
        ObjectStoreError.Kind.TRANSIENT,
        "What S3 sent of s3://%s/%s has another MD5 than its ETag says"
            .formatted(from.bucket(), from.key()),
        null);
  }
}
