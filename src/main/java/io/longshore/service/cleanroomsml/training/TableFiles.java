package io.longshore.service.cleanroomsml.training;

import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.cleanroomsml.training.TableFile.Format;
import io.longshore.service.resource.S3FileSet;
import io.longshore.service.resource.S3FileSet.S3File;
import io.longshore.transfer.read.FirstLine;
import io.longshore.transfer.read.ReadLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Lists the files of a table: one object, or all below a folder except empty ones and those with
 * names that begin with _ or a dot, as in Hive and Athena.
 */
public final class TableFiles {

  private static final Pattern CSV = Pattern.compile("(?is).*\\.csv(\\.gz)?");
  private static final Pattern JSON =
      Pattern.compile("(?is).*\\.(json|jsonl|ndjson|jsonlines)(\\.gz)?");
  private static final Pattern PARQUET = Pattern.compile("(?is).*\\.(parquet|parq)");
  private static final String READ =
      "read are CSV with a header (.csv) and JSON lines (.json, .jsonl, .ndjson), gzipped (.gz) or"
          + " not, and Parquet (.parquet)";

  /** The files of Spark and Firehose have no extension that tells the format. */
  private static final Pattern NAMELESS = Pattern.compile("(?is)[^.]+(\\.gz)?");

  private static final Pattern BINARY = Pattern.compile("(?s)(PAR1|ORC|Obj\u0001).*");

  /** What Parquet files begin with. */
  private static final String MAGIC = "PAR1";

  private final Vertx vertx;
  private final ObjectStore store;
  private final S3Place place;
  private final Optional<Format> known;

  /**
   * @param format {@code csv}, {@code json} or {@code parquet}, in any case; empty to detect it
   *     from the names
   */
  public TableFiles(Vertx vertx, ObjectStore store, S3Place place, Optional<String> format) {
    this.vertx = vertx;
    this.store = store;
    this.place = place;
    this.known = format.map(TableFiles::named);
  }

  /** All files, in S3's order. Fails with a {@link PermanentFailure} when there are none. */
  public Future<List<TableFile>> all() {
    return new S3FileSet(store, place, file -> file.size() > 0 && counts(file.key()))
        .objectOrFolder(Optional.empty())
        .map(this::some)
        .compose(this::formatted);
  }

  private List<S3File> some(List<S3File> found) {
    if (found.isEmpty()) {
      throw new PermanentFailure(
          "%s is no object, and no folder with files in it; %s".formatted(place, READ));
    }
    return found;
  }

  /** Whether neither the file nor a folder below the table's is hidden. */
  private boolean counts(String key) {
    for (String part : key.substring(place.in("").length()).split("/")) {
      if (part.startsWith("_") || part.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  /**
   * All files of a table have one format, so the first one without an extension decides for all.
   */
  private Future<List<TableFile>> formatted(List<S3File> found) {
    Optional<S3File> nameless = found.stream().filter(TableFiles::isNameless).findFirst();
    Future<Optional<Format>> told =
        known.isPresent() || nameless.isEmpty()
            ? Future.succeededFuture(known)
            : byContent(nameless.get()).map(Optional::of);
    return told.map(
        format ->
            found.stream()
                .map(
                    file ->
                        new TableFile(
                            place.bucket(),
                            file.key(),
                            file.etag(),
                            file.size(),
                            format(file, format)))
                .toList());
  }

  private Format format(S3File file, Optional<Format> told) {
    return told.filter(format -> known.isPresent() || isNameless(file))
        .orElseGet(() -> byName("s3://" + place.bucket() + "/" + file.key()));
  }

  private static boolean isNameless(S3File file) {
    return NAMELESS.matcher(file.name()).matches();
  }

  private Future<Format> byContent(S3File file) {
    String name = "s3://" + place.bucket() + "/" + file.key();
    return store
        .read(file.source().bytes(0, Math.min(MAGIC.length(), file.size()) - 1))
        .compose(read -> read.next().onComplete(done -> read.close()))
        .compose(
            start ->
                start.filter(bytes -> bytes.toString().equals(MAGIC)).isPresent()
                    ? Future.succeededFuture(Format.PARQUET)
                    : store.read(file.source()).compose(read -> byContent(vertx, read, name)));
  }

  private static Future<Format> byContent(Vertx vertx, ObjectRead read, String name) {
    return FirstLine.of(vertx, read, name, ReadLimits.DEFAULT)
        .map(
            line -> {
              String text = line.map(String::strip).orElse("");
              if (text.isEmpty() || BINARY.matcher(text).matches()) {
                throw unknown(name);
              }
              return text.startsWith("{") ? Format.JSON : Format.CSV;
            });
  }

  /**
   * The format of a file that is no object: by its name, or else by its content.
   *
   * @param read the content, which this reads only if the name tells nothing
   */
  static Future<Format> ofGiven(Vertx vertx, String name, Supplier<ObjectRead> read) {
    return NAMELESS.matcher(name).matches()
        ? byContent(vertx, read.get(), name)
        : Future.succeededFuture(name).map(TableFiles::byName);
  }

  /**
   * @param name ends in the file's extension
   */
  private static Format byName(String name) {
    if (CSV.matcher(name).matches()) {
      return Format.CSV;
    }
    if (JSON.matcher(name).matches()) {
      return Format.JSON;
    }
    if (PARQUET.matcher(name).matches()) {
      return Format.PARQUET;
    }
    throw unknown(name);
  }

  private static PermanentFailure unknown(String name) {
    return new PermanentFailure(
        "%s is of no known format: %s. The table's format in glue.tables goes before names"
            .formatted(name, READ));
  }

  private static Format named(String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "csv" -> Format.CSV;
      case "json" -> Format.JSON;
      case "parquet" -> Format.PARQUET;
      default ->
          throw new PermanentFailure("Tables of format " + format + " are not read: " + READ);
    };
  }
}
