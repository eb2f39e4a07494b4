package io.longshore.service.pinpoint.job.export;

import io.longshore.config.mask.MaskService;
import io.longshore.job.Job;
import io.longshore.job.Manifest;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.pinpoint.block.StoredLines;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.AppJobRequest;
import io.longshore.service.pinpoint.job.JobManifest;
import io.longshore.service.pinpoint.job.PinpointJobStatus;
import io.longshore.service.pinpoint.job.increment.Increment;
import io.longshore.service.pinpoint.job.increment.Increments;
import io.longshore.service.pinpoint.segment.SegmentCondition;
import io.longshore.service.resource.NamedJobType;
import io.longshore.service.resource.PieceRows;
import io.longshore.store.Postgres;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.mask.JsonLinesMask;
import io.longshore.transfer.mask.MaskingSpec;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.ObjectEncoder;
import io.longshore.transfer.write.RowSource;
import io.longshore.transfer.write.RowTransform;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes the endpoints of an app, or of a segment of it, as gzipped JSON lines or in the format of
 * the role: each endpoint as of some time between start and end, none twice, and none missing that
 * existed throughout. Under a role with {@code since} it writes those that have changed since the
 * last export, and, always as JSON lines, which were deleted.
 */
public final class EndpointExportJob extends NamedJobType implements RecreatableJobType {

  public static final String NAME = "pinpoint.export";

  private final Postgres postgres;
  private final EndpointRows endpoints;
  private final ObjectStores stores;
  private final Exporter exporter;
  private final StoredLines blocks;

  /** Reads rows only. */
  public EndpointExportJob(Postgres postgres, ObjectStores stores, Exporter exporter) {
    this(postgres, stores, exporter, StoredLines.off(postgres));
  }

  /**
   * @param stores knows what roles mask
   * @param exporter compresses with gzip
   * @param blocks of exports that are gzipped lines as they are stored
   */
  public EndpointExportJob(
      Postgres postgres, ObjectStores stores, Exporter exporter, StoredLines blocks) {
    super(NAME, PinpointJobStatus::of);
    this.blocks = blocks;
    this.postgres = postgres;
    this.endpoints = new EndpointRows(postgres);
    this.stores = stores;
    this.exporter = exporter;
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    // Jobs of versions before segment groups have only dimensions.
    JsonObject dimensions = job.spec().getJsonObject("Dimensions", new JsonObject());
    JsonObject before = new JsonObject().put("Dimensions", dimensions);
    JsonObject condition = job.spec().getJsonObject("Condition", before);
    return Future.succeededFuture()
        .map(none -> encoder(job, piece))
        .compose(
            encoder ->
                PieceRows.open(postgres, outputs, reader -> rows(reader, job, condition, piece))
                    .compose(rows -> exporter.export(rows, outputs, encoder)));
  }

  private Future<RowSource> rows(PieceReader reader, Job job, JsonObject condition, Piece piece) {
    return endpoints
        .container(reader, job.container())
        .compose(
            container ->
                Increment.of(job.spec())
                    .map(increment -> changes(reader, job, piece, container, increment))
                    .<Future<RowSource>>map(Future::succeededFuture)
                    .orElseGet(() -> all(reader, job, piece, container, condition)));
  }

  private Future<RowSource> all(
      PieceReader reader, Job job, Piece piece, String container, JsonObject condition) {
    List<Integer> buckets = EndpointRows.PIECES.of(piece);
    Supplier<RowSource> rows =
        () -> endpoints.lines(reader, container, condition, job.createdAt(), buckets);
    boolean asStored =
        condition.equals(SegmentCondition.EVERYONE)
            && !ExportFormat.isParquet(piece)
            && Compression.kept(job.spec()).orElse(Compression.GZIP) == Compression.GZIP
            && masked(job) == RowTransform.NONE;
    return asStored
        ? blocks.rows(reader, container, buckets, rows)
        : Future.succeededFuture(rows.get());
  }

  private ObjectEncoder encoder(Job job, Piece piece) {
    Optional<Compression> compression = Compression.kept(job.spec());
    return ExportFormat.isParquet(piece)
        ? EndpointColumns.encoder(masked(job), compression)
        : exporter.encoder(masked(job), compression);
  }

  private RowSource changes(
      PieceReader reader, Job job, Piece piece, String container, Increment since) {
    return piece.spec().getBoolean(Increments.DELETIONS, false)
        ? endpoints.deleted(reader, job.container(), container, since.horizon())
        : endpoints.written(reader, container, since.horizon(), EndpointRows.PIECES.of(piece));
  }

  private RowTransform masked(Job job) {
    String role = job.spec().getJsonObject("Definition").getString("RoleArn");
    return MaskingSpec.of(stores, job.account(), role, MaskService.PINPOINT, job)
        .<RowTransform>map(JsonLinesMask::new)
        .orElse(RowTransform.NONE);
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.of(JobManifest.ofExport(job, outputs));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return Future.succeededFuture(AppJobRequest.of(job, "CreateExportJob", "export"));
  }
}
