package io.longshore.service.cleanroomsml.training;

import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ListingPages;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.service.cleanroomsml.training.TableFile.Format;
import io.longshore.transfer.read.FirstLine;
import io.longshore.transfer.read.ReadLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a table: one object, or all in a folder and below it but empty ones and those whose
 * names begin with _ or a dot, as Hive and Athena have it.
 */
public final class TableFiles {

  private static final int PAGE = 1000;
  private static final int MOST = 10_000;
  private static final Pattern CSV = Pattern.compile("(?is).*\\.csv(\\.gz)?");
  private static final Pattern JSON =
      Pattern.compile("(?is).*\\.(json|jsonl|ndjson|jsonlines)(\\.gz)?");
  private static final String READ =
      "read are CSV with a header (.csv) and JSON lines (.json, .jsonl, .ndjson), gzipped (.gz) or"
          + " not";

  /** Neither Spark's files nor Firehose's say by their names what they are. */
  private static final Pattern NAMELESS = Pattern.compile("(?is)[^.]+(\\.gz)?");

  private static final Pattern BINARY = Pattern.compile("(?s)(PAR1|ORC|Obj\u0001).*");

  private final Vertx vertx;
  private final ObjectStore store;
  private final S3Place place;
  private final Optional<Format> known;

  private record Found(String key, String etag) {}

  /**
   * @param format {@code csv} or {@code json}, in any case; empty to go by the names
   */
  public TableFiles(Vertx vertx, ObjectStore store, S3Place place, Optional<String> format) {
    this.vertx = vertx;
    this.store = store;
    this.place = place;
    this.known = format.map(TableFiles::named);
  }

  /** All of them, in S3's order. Fails with a {@link PermanentFailure} when there are none. */
  public Future<List<TableFile>> all() {
    return one()
        .compose(
            file ->
                file.isPresent()
                    ? Future.succeededFuture(List.of(file.get()))
                    : folder().map(this::some))
        .compose(this::formatted);
  }

  private Future<Optional<Found>> one() {
    return place.isFolder()
        ? Future.succeededFuture(Optional.empty())
        : store
            .head(place.bucket(), place.key())
            .map(found -> found.map(head -> new Found(place.key(), head.etag())));
  }

  private Future<List<Found>> folder() {
    List<Found> found = new ArrayList<>();
    return ListingPages.forEach(
            after -> store.list(place.bucket(), place.in(""), Optional.empty(), after, PAGE),
            page -> {
              for (Listed object : page.objects()) {
                if (object.size() > 0 && counts(object.key())) {
                  found.add(new Found(object.key(), object.etag()));
                }
              }
              if (found.size() > MOST) {
                throw new PermanentFailure(place + " has more than " + MOST + " files");
              }
              return true;
            })
        .map(listed -> found);
  }

  private List<Found> some(List<Found> found) {
    if (found.isEmpty()) {
      throw new PermanentFailure(
          "%s is no object, and no folder with files in it; %s".formatted(place, READ));
    }
    return found;
  }

  /** Neither the file nor a folder that it is in, below the table's, is hidden. */
  private boolean counts(String key) {
    for (String part : key.substring(place.in("").length()).split("/")) {
      if (part.startsWith("_") || part.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  /** A table's files are of one format, so the first of those without an ending tells for all. */
  private Future<List<TableFile>> formatted(List<Found> found) {
    Optional<Found> nameless = found.stream().filter(TableFiles::isNameless).findFirst();
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
                            place.bucket(), file.key(), file.etag(), format(file, format)))
                .toList());
  }

  private Format format(Found file, Optional<Format> told) {
    return told.filter(format -> known.isPresent() || isNameless(file))
        .orElseGet(() -> byName(file.key()));
  }

  private static boolean isNameless(Found file) {
    return NAMELESS.matcher(file.key().substring(file.key().lastIndexOf('/') + 1)).matches();
  }

  private Future<Format> byContent(Found file) {
    String name = "s3://" + place.bucket() + "/" + file.key();
    return store
        .read(Source.of(place.bucket(), file.key()).pinned(file.etag()))
        .compose(read -> FirstLine.of(vertx, read, name, ReadLimits.DEFAULT))
        .map(
            line -> {
              String text = line.map(String::strip).orElse("");
              if (text.isEmpty() || BINARY.matcher(text).matches()) {
                throw unknown(file.key());
              }
              return text.startsWith("{") ? Format.JSON : Format.CSV;
            });
  }

  private Format byName(String key) {
    if (CSV.matcher(key).matches()) {
      return Format.CSV;
    }
    if (JSON.matcher(key).matches()) {
      return Format.JSON;
    }
    throw unknown(key);
  }

  private PermanentFailure unknown(String key) {
    return new PermanentFailure(
        "s3://%s/%s is of no known format: %s. The table's format in glue.tables goes before names"
            .formatted(place.bucket(), key, READ));
  }

  private static Format named(String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "csv" -> Format.CSV;
      case "json" -> Format.JSON;
      default ->
          throw new PermanentFailure("Tables of format " + format + " are not read: " + READ);
    };
  }
}
