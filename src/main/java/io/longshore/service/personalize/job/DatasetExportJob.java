package io.longshore.service.personalize.job;

import io.longshore.config.mask.MaskService;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Manifest;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.personalize.record.CsvValues;
import io.longshore.service.personalize.record.ExportRows;
import io.longshore.service.personalize.record.ExportSelection;
import io.longshore.service.personalize.record.RowsWithHeader;
import io.longshore.service.resource.BucketPieces;
import io.longshore.service.resource.NamedJobType;
import io.longshore.service.resource.PieceRows;
import io.longshore.store.Postgres;
import io.longshore.transfer.mask.CsvMask;
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

/**
 * Writes the records of a dataset as CSV or in the format of the role: the bulk rows and the
 * streamed records at the job's creation.
 */
public final class DatasetExportJob extends NamedJobType implements RecreatableJobType {

  static final String NAME = PersonalizeJobs.EXPORT;
  static final BucketPieces PIECES = new BucketPieces("buckets");
  private static final int FORMAT_VERSION = 1;

  private final Postgres postgres;
  private final ExportRows records;
  private final ObjectStores stores;
  private final Exporter exporter;

  /**
   * @param stores knows what roles mask
   * @param exporter does not compress
   */
  public DatasetExportJob(Postgres postgres, ObjectStores stores, Exporter exporter) {
    super(NAME, PersonalizeJobs::word);
    this.postgres = postgres;
    this.records = new ExportRows(postgres);
    this.stores = stores;
    this.exporter = exporter;
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    JsonObject spec = job.spec();
    List<String> names = spec.getJsonArray("names").stream().map(String.class::cast).toList();
    return Future.succeededFuture()
        .map(none -> masked(job, names))
        .compose(
            transform -> {
              ObjectEncoder encoder = encoder(spec, piece, transform);
              return rows(spec, piece, outputs)
                  .map(rows -> new RowsWithHeader(CsvValues.header(names), rows))
                  .compose(rows -> exporter.export(rows, outputs, encoder));
            });
  }

  private ObjectEncoder encoder(JsonObject spec, Piece piece, RowTransform transform) {
    Optional<Compression> compression = Compression.kept(spec);
    return ExportFormat.isParquet(piece)
        ? RecordColumns.encoder(spec.getJsonArray(RecordColumns.MEMBER), transform, compression)
        : exporter.encoder(transform, compression);
  }

  private Future<RowSource> rows(JsonObject spec, Piece piece, Outputs outputs) {
    ExportSelection selection = ExportSelection.of(spec.getJsonObject("selection"));
    String dataset = spec.getString("dataset");
    return PieceRows.open(
        postgres,
        outputs,
        reader ->
            Future.succeededFuture(records.lines(reader, dataset, selection, PIECES.of(piece))));
  }

  private RowTransform masked(Job job, List<String> names) {
    String role = job.spec().getString("roleArn");
    return MaskingSpec.of(stores, job.account(), role, MaskService.PERSONALIZE, job)
        .<RowTransform>map(rules -> new CsvMask(rules, names))
        .orElse(RowTransform.NONE);
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    JsonObject spec = job.spec();
    JsonObject head =
        new JsonObject()
            .put("formatVersion", FORMAT_VERSION)
            .put("datasetExportJobArn", spec.getString("arn"))
            .put("datasetArn", spec.getString("datasetArn"));
    MaskingSpec.describe(job, head);
    DatasetIncrement.describe(job, head);
    ExportFormat.describe(outputs, "mediaType", head);
    Destination first = outputs.get(0).destination();
    String folder = first.key().substring(0, first.key().lastIndexOf('/') + 1);
    Destination destination =
        new Destination(
            first.roleArn(),
            first.bucket(),
            folder + "_manifest.json", // readers of a folder skip names that begin with _
            "application/json",
            first.kmsKeyArn());
    return Optional.of(Manifest.listing(head, outputs, destination));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    JobRequest request = PersonalizeJobRequest.of(job, "DatasetExportJob", "datasetArn");
    JsonObject destination = job.spec().getJsonObject("destination").copy();
    request
        .body()
        .put("ingestionMode", job.spec().getJsonObject("selection").getString("mode"))
        .put("jobOutput", new JsonObject().put("s3DataDestination", destination));
    return Future.succeededFuture(request);
  }
}
