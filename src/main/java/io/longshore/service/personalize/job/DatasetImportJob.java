package io.longshore.service.personalize.job;

import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.personalize.dataset.DatasetType;
import io.longshore.service.personalize.record.CsvFiles;
import io.longshore.service.personalize.record.CsvRecords;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Imports CSV files into a dataset, a piece each, and publishes their rows at once: they replace
 * the bulk rows or are added to them. A row that does not fit the schema fails the job.
 */
public final class DatasetImportJob extends NamedJobType
    implements ImportJobType, RecreatableJobType {

  static final String NAME = PersonalizeJobs.IMPORT;
  private static final int FEWEST_INTERACTIONS = 1000;
  private static final long MOST_BYTES_FULL = 100L << 30;
  private static final long MOST_BYTES_INCREMENTAL = 1L << 30;
  static final String FULL = "FULL";
  static final Optional<String> RIGHT_IN_FOLDER = Optional.of("/");

  private final VisibleLoadStore imports;
  private final CsvFiles files;
  private final PersonalizeConfig limits;

  /**
   * @param loads begins a bulk load by its COPY statement
   */
  public DatasetImportJob(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      PersonalizeConfig limits) {
    super(NAME, PersonalizeJobs::word);
    this.imports = new VisibleLoadStore(postgres);
    this.files = new CsvFiles(vertx, stores, loads, limits);
    this.limits = limits;
  }

  /**
   * Removes the loads that no export reads, and lists the files: one, or the CSV files of a folder.
   */
  @Override
  public Future<List<Piece>> plan(Job job) {
    JsonObject spec = job.spec();
    return imports
        .remove(spec.getString("dataset"), uuids(spec.getJsonArray("retired")))
        .compose(
            removed ->
                files.pieces(job, RIGHT_IN_FOLDER, mostBytes(job.spec().getString("importMode"))));
  }

  /** The most bytes of the files of an import in that mode. */
  static long mostBytes(String mode) {
    return mode.equals(FULL) ? MOST_BYTES_FULL : MOST_BYTES_INCREMENTAL;
  }

  private static boolean isFull(Job job) {
    return job.spec().getString("importMode").equals(FULL);
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    JsonObject spec = job.spec();
    CsvRecords encoder =
        new CsvRecords(
            RecordSchema.parse(spec.getString("schema")),
            spec.getString("domain"),
            spec.getString("dataset"),
            outputs.load(),
            spec.getLong("seq"));
    return files.load(job, piece, outputs, CsvRecords.COPY, encoder, encoder.unread());
  }

  @Override
  public List<String> filledTables() {
    return List.of("personalize_packed");
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loaded) {
    String dataset = job.spec().getString("dataset");
    return requireAny(tx, dataset, loaded)
        .compose(any -> requireEnough(tx, job, loaded))
        .compose(
            enough ->
                isFull(job)
                    ? imports.showAlone(tx, dataset, loaded)
                    : imports.show(tx, dataset, loaded));
  }

  /** Emptying a dataset by files without rows is hardly ever intended, and cannot be undone. */
  private Future<Void> requireAny(Transaction tx, String dataset, List<UUID> loaded) {
    return imports
        .count(tx, dataset, loaded, 1)
        .map(
            count -> {
              tooFew(count, 1).ifPresent(DatasetImportJob::fail);
              return null;
            });
  }

  /**
   * Why an import with so few rows fails.
   *
   * @param needed 1, or the result of {@link #needed}
   */
  static Optional<String> tooFew(long count, int needed) {
    if (count == 0) {
      return Optional.of(
          "The files have no row below their headers, so nothing was imported and the dataset is as"
              + " it was. To empty a dataset, delete it and create it again.");
    }
    return count < needed
        ? Optional.of(
            "The import has %d interactions, and needs at least %d.".formatted(count, needed))
        : Optional.empty();
  }

  private static void fail(String reason) {
    throw new PermanentFailure(reason);
  }

  /** The fewest rows of an import into a dataset of that type. */
  static int needed(PersonalizeConfig limits, DatasetType type) {
    return limits.floors() && type == DatasetType.INTERACTIONS ? FEWEST_INTERACTIONS : 1;
  }

  private Future<Void> requireEnough(Transaction tx, Job job, List<UUID> loaded) {
    JsonObject spec = job.spec();
    DatasetType type = RecordSchema.parse(spec.getString("schema")).type();
    int needed = needed(limits, type);
    if (needed == 1) {
      return Future.succeededFuture();
    }
    return imports
        .count(tx, spec.getString("dataset"), loaded, needed)
        .map(
            count -> {
              tooFew(count, needed).ifPresent(DatasetImportJob::fail);
              return null;
            });
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    return imports.remove(job.spec().getString("dataset"), List.of(load));
  }

  @Override
  public Future<Void> discard(Job job) {
    return imports.remove(job.spec().getString("dataset"), job.spec().getLong("seq"));
  }

  private static List<UUID> uuids(JsonArray texts) {
    return texts.stream().map(text -> UUID.fromString((String) text)).toList();
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return Future.succeededFuture(
        PersonalizeJobRequest.of(
            job,
            "DatasetImportJob",
            "datasetArn",
            "dataSource",
            "importMode",
            "publishAttributionMetricsToS3"));
  }
}
