package io.longshore.service.pinpoint.job.load;

import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.service.resource.S3FileSet;
import io.longshore.service.resource.S3FileSet.S3File;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The files of an import. A place is an object or a prefix of keys; of these, the files of the
 * import's format count, gzipped or not. Manifests and other objects that jobs write do not.
 */
public final class ImportFiles {

  private static final Pattern JSON =
      Pattern.compile(".*(\\.(json|jsonl|ndjson|jsonlines)(\\.gz)?|\\.gz)", Pattern.DOTALL);
  private static final Pattern CSV = Pattern.compile(".*\\.csv(\\.gz)?", Pattern.DOTALL);

  /** The names of Spark and Firehose, which do not tell the format; the import does. */
  private static final Pattern NAMELESS =
      Pattern.compile("(.*/)?[^./_][^./]*(\\.gz)?", Pattern.DOTALL);

  /** The objects that jobs write beside their files. */
  private static final Pattern OWN =
      Pattern.compile(
          ".*(-manifest\\.json|_[0-9a-f]{32}-rejected-[0-9]{5}\\.ndjson)", Pattern.DOTALL);

  private final Vertx vertx;

  public ImportFiles(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * All files of the place, in S3's order; fails with a {@link PermanentFailure} when there are
   * none.
   */
  Future<List<S3File>> all(ObjectStore store, S3Place place, boolean csv) {
    return some(store, place, csv, Integer.MAX_VALUE);
  }

  /** The first file of the place; fails likewise. */
  public Future<S3File> first(ObjectStore store, S3Place place, boolean csv) {
    return some(store, place, csv, 1).map(files -> files.get(0));
  }

  private Future<List<S3File>> some(ObjectStore store, S3Place place, boolean csv, int most) {
    return new S3FileSet(store, place, file -> counts(file, csv))
        .objectOrPrefix(most)
        .map(
            found -> {
              if (found.isEmpty()) {
                throw none(place, csv);
              }
              return found;
            });
  }

  private static boolean counts(S3File file, boolean csv) {
    String name = file.key().toLowerCase(Locale.ROOT);
    boolean named = (csv ? CSV : JSON).matcher(name).matches();
    boolean nameless = file.size() > 0 && NAMELESS.matcher(name).matches();
    return (named || nameless) && !OWN.matcher(name).matches();
  }

  private static PermanentFailure none(S3Place place, boolean csv) {
    return new PermanentFailure(
        "%s is no object, and nothing that begins so ends in %s"
            .formatted(place, csv ? ".csv or .csv.gz" : ".json, .json.gz or .gz"));
  }

  /** Opens the listed version of a file. */
  public <T> Future<RowReader<T>> open(ObjectStore store, Source file, Opening<T> opening) {
    String name = "s3://" + file.bucket() + "/" + file.key();
    return store.read(file).map(read -> opening.open(vertx, read, name, ReadLimits.DEFAULT));
  }

  /** {@code CsvReader#of} or {@code JsonLinesReader#of}. */
  public interface Opening<T> {
    RowReader<T> open(Vertx vertx, ObjectRead file, String name, ReadLimits limits);
  }
}
