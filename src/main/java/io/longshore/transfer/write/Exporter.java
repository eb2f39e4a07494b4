package io.longshore.transfer.write;

import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;

/** Writes rows to the object of a piece: reads, digests, encodes and uploads them in chunks. */
public final class Exporter {

  /** The minimum size of a gzip member. */
  private static final int CHUNK_BYTES = 128 * 1024;

  private final WorkerExecutor workers;
  private final Encoding encoding;
  private final Encoding gzip;
  private final KnownDigests digests = new KnownDigests();

  /**
   * @param encoding of the object's content, unless a job has another compression
   */
  public Exporter(Vertx vertx, Encoding encoding) {
    this(vertx, encoding, encoding instanceof GzipEncoder ? encoding : new GzipEncoder(false));
  }

  /**
   * @param encoding of the object's content, unless a job has another compression
   * @param gzip of jobs that ask for it
   */
  public Exporter(Vertx vertx, Encoding encoding, Encoding gzip) {
    this.workers = workers(vertx);
    this.encoding = encoding;
    this.gzip = gzip;
  }

  /**
   * Threads that compress and decompress. Shared by name, so that all who use them together use one
   * thread per processor: more only take memory.
   */
  public static WorkerExecutor workers(Vertx vertx) {
    return vertx.createSharedWorkerExecutor("encoding", Runtime.getRuntime().availableProcessors());
  }

  /**
   * Writes all rows of the source to the object and seals it. At most three chunks are in memory:
   * one is being read, one encoded and one written. After a failure the engine removes the object.
   */
  public Future<Outcome> export(RowSource rows, Outputs outputs) {
    return export(rows, outputs, encoder(RowTransform.NONE, Optional.empty()));
  }

  /**
   * Like {@link #export(RowSource, Outputs)}, in another format.
   *
   * @param encoder of this object only
   */
  public Future<Outcome> export(RowSource rows, Outputs outputs, ObjectEncoder encoder) {
    RowSource gathered = new CoalescingRowSource(rows, CHUNK_BYTES);
    Optional<String> contentId = rows.contentId();
    ObjectEncoder known =
        contentId
            .flatMap(digests::find)
            .<ObjectEncoder>map(KnownContentEncoder::new)
            .orElse(encoder);
    return outputs
        .open()
        .compose(
            sink ->
                new ExportRun(gathered, outputs, sink, workers, known)
                    .start(sha256 -> contentId.ifPresent(id -> digests.put(id, sha256))))
        .eventually(gathered::close);
  }

  /**
   * An encoder of changed rows, for one object.
   *
   * @param transform of this object only
   * @param compression empty for the exporter's own encoding
   */
  public ObjectEncoder encoder(RowTransform transform, Optional<Compression> compression) {
    return new ChunkEncoder(transform, compression.map(this::encoding).orElse(encoding));
  }

  private Encoding encoding(Compression compression) {
    return switch (compression) {
      case GZIP -> gzip;
      case ZSTD -> new ZstdEncoder();
      case NONE -> new IdentityEncoder();
    };
  }
}
