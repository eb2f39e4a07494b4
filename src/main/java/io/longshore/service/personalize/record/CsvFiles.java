package io.longshore.service.personalize.record;

import io.longshore.config.PersonalizeConfig;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Piece;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.resource.S3FileSet;
import io.longshore.service.resource.S3FileSet.S3File;
import io.longshore.store.BulkLoad;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.Importer;
import io.longshore.transfer.read.ReadLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the CSV files of a job: one, or those of a folder, a piece each. A row that does not fit
 * fails the job.
 */
public final class CsvFiles {

  private static final Pattern CSV =
      Pattern.compile("(.*\\.csv|[^._][^.]*)(\\.gz)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Vertx vertx;
  private final ObjectStores stores;
  private final Function<String, Future<BulkLoad.Load>> loads;
  private final PersonalizeConfig limits;
  private final Importer importer;

  /**
   * @param loads begins a bulk load by its COPY statement
   */
  public CsvFiles(
      Vertx vertx,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      PersonalizeConfig limits) {
    this.vertx = vertx;
    this.stores = stores;
    this.loads = loads;
    this.limits = limits;
    this.importer = new Importer(vertx);
  }

  /**
   * The files as pieces.
   *
   * @param delimiter {@code /} for the files of the folder itself, empty for those of subfolders
   *     too
   * @param mostBytes the most bytes of all of them while quotas hold
   */
  public Future<List<Piece>> pieces(Job job, Optional<String> delimiter, long mostBytes) {
    return list(store(job), place(job), delimiter, mostBytes)
        .map(
            files ->
                files.stream()
                    .map(file -> new JsonObject().put("key", file.key()).put("etag", file.etag()))
                    .map(spec -> new Piece(spec, Optional.empty()))
                    .toList());
  }

  /** The files of a place; the parameters are those of {@link #pieces}. */
  public Future<List<S3File>> list(
      ObjectStore store, S3Place place, Optional<String> delimiter, long mostBytes) {
    return new S3FileSet(store, place, CsvFiles::isCsv)
        .objectOrFolder(delimiter)
        .recover(failure -> Future.failedFuture(inWords(failure)))
        .map(files -> checked(place, files, limits.quotas() ? mostBytes : Long.MAX_VALUE));
  }

  /** Permanent errors of S3 begin with AWS's words, which users search for. */
  private static Throwable inWords(Throwable failure) {
    if (failure instanceof ObjectStoreError error
        && error.kind() == ObjectStoreError.Kind.PERMANENT) {
      String said = error.getMessage();
      return new PermanentFailure(
          (said.contains("denies access")
                  ? "Insufficient privileges for accessing data in Amazon S3. "
                  : "Invalid Data location. ")
              + said);
    }
    return failure;
  }

  private static List<S3File> checked(S3Place place, List<S3File> files, long mostBytes) {
    if (files.isEmpty()) {
      throw new PermanentFailure(
          "Invalid Data location. %s is no object, and no folder with files of CSV in it: such as end in .csv, .csv.gz or nothing"
              .formatted(place));
    }
    long bytes = files.stream().mapToLong(S3File::size).sum();
    if (bytes > mostBytes) {
      throw new PermanentFailure(
          "The files have %d bytes, more than the %d that they may have together."
              .formatted(bytes, mostBytes));
    }
    return files;
  }

  /** By its name: it ends in .csv or has no extension, as the files of Spark and Firehose. */
  private static boolean isCsv(S3File file) {
    return file.size() > 0 && CSV.matcher(file.name()).matches();
  }

  /**
   * Loads the rows of a piece's file.
   *
   * @param copy the COPY statement of the encoder's rows
   * @param unread the values that the encoder could not parse and treats as missing
   */
  public Future<Outcome> load(
      Job job,
      Piece piece,
      Outputs outputs,
      String copy,
      Importer.RowEncoder<CsvRow> encoder,
      UnparsedValues unread) {
    String bucket = place(job).bucket();
    String key = piece.spec().getString("key");
    String file = "s3://" + bucket + "/" + key;
    Outputs.Fence fence = outputs.fence();
    return store(job)
        .read(Source.of(bucket, key).pinned(piece.spec().getString("etag")))
        .map(read -> CsvReader.of(vertx, read, file, ReadLimits.DEFAULT))
        .compose(
            rows ->
                loads
                    .apply(copy)
                    .onFailure(none -> rows.close())
                    .map(
                        load ->
                            new Importer.Target(
                                load::write,
                                () -> load.end(fence.sql(), fence.values()),
                                load::cancel))
                    .compose(target -> importer.load(rows, file, encoder, target, outputs)))
        .map(loaded -> unread.verdict(loaded, file));
  }

  private static S3Place place(Job job) {
    return new S3Place(job.spec().getString("bucket"), job.spec().getString("key"));
  }

  private ObjectStore store(Job job) {
    return stores.forJob(job.id().value(), job.account(), job.spec().getString("roleArn"));
  }
}
