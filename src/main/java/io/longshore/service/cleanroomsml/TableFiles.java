package io.longshore.service.cleanroomsml;

import io.longshore.job.Rejection;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.service.cleanroomsml.TableFile.Format;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a table: one object, or all in a folder and below it but empty ones and those whose
 * names begin with _ or a dot, as Hive and Athena have it.
 */
final class TableFiles {

  private static final int PAGE = 1000;
  private static final int MOST = 10_000;
  private static final Pattern CSV = Pattern.compile("(?is).*\\.csv(\\.gz)?");
  private static final Pattern JSON =
      Pattern.compile("(?is).*\\.(json|jsonl|ndjson|jsonlines)(\\.gz)?");
  private static final String READ =
      "read are CSV with a header (.csv) and JSON lines (.json, .jsonl, .ndjson), gzipped (.gz) or"
          + " not";

  private final ObjectStore store;
  private final S3Place place;
  private final Optional<Format> known;

  /**
   * @param format {@code csv} or {@code json}, in any case; empty to go by the names
   */
  TableFiles(ObjectStore store, S3Place place, Optional<String> format) {
    this.store = store;
    this.place = place;
    this.known = format.map(TableFiles::named);
  }

  /** All of them, in S3's order. Fails with a {@link Rejection} when there are none. */
  Future<List<TableFile>> all() {
    return one()
        .compose(
            file ->
                file.isPresent()
                    ? Future.succeededFuture(List.of(file.get()))
                    : folder(Optional.empty(), new ArrayList<>()).map(this::some));
  }

  private Future<Optional<TableFile>> one() {
    return place.isFolder()
        ? Future.succeededFuture(Optional.empty())
        : store
            .head(place.bucket(), place.key())
            .map(found -> found.map(head -> file(place.key(), head.etag())));
  }

  private Future<List<TableFile>> folder(Optional<String> after, List<TableFile> found) {
    return store
        .list(place.bucket(), place.in(""), Optional.empty(), after, PAGE)
        .compose(
            page -> {
              for (Listed object : page.objects()) {
                if (object.size() > 0 && counts(object.key())) {
                  found.add(file(object.key(), object.etag()));
                }
              }
              if (found.size() > MOST) {
                throw new Rejection(place + " has more than " + MOST + " files");
              }
              return page.next().isEmpty()
                  ? Future.succeededFuture(found)
                  : folder(page.next(), found);
            });
  }

  private List<TableFile> some(List<TableFile> found) {
    if (found.isEmpty()) {
      throw new Rejection(
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

  private TableFile file(String key, String etag) {
    return new TableFile(place.bucket(), key, etag, known.orElseGet(() -> byName(key)));
  }

  private Format byName(String key) {
    if (CSV.matcher(key).matches()) {
      return Format.CSV;
    }
    if (JSON.matcher(key).matches()) {
      return Format.JSON;
    }
    throw new Rejection(
        "s3://%s/%s is of no known format: %s. The table's format in glue.tables goes before names"
            .formatted(place.bucket(), key, READ));
  }

  private static Format named(String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "csv" -> Format.CSV;
      case "json" -> Format.JSON;
      default -> throw new Rejection("Tables of format " + format + " are not read: " + READ);
    };
  }
}
