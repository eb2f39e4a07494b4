package io.longshore.service.pinpoint.job.load;

import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ListingPages;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of an import. A place is an object, or else what the keys of its files begin with; of
 * these count the files of the import's format, gzipped or not. What a job wrote to tell of itself,
 * such as a manifest, does not.
 */
public final class ImportFiles {

  private static final int PAGE = 1000;
  private static final int MOST_FILES = 10_000;
  private static final Pattern JSON =
      Pattern.compile(".*(\\.(json|jsonl|ndjson|jsonlines)(\\.gz)?|\\.gz)", Pattern.DOTALL);
  private static final Pattern CSV = Pattern.compile(".*\\.csv(\\.gz)?", Pattern.DOTALL);

  /** As Spark and Firehose name theirs: what is in them is for the import to say. */
  private static final Pattern NAMELESS =
      Pattern.compile("(.*/)?[^./_][^./]*(\\.gz)?", Pattern.DOTALL);

  /** What jobs write beside their files. */
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
  Future<List<Listed>> all(ObjectStore store, S3Place place, boolean csv) {
    return some(store, place, csv, false);
  }

  /** The first file of the place, likewise. */
  public Future<Listed> first(ObjectStore store, S3Place place, boolean csv) {
    return some(store, place, csv, true).map(files -> files.get(0));
  }

  private Future<List<Listed>> some(ObjectStore store, S3Place place, boolean csv, boolean one) {
    List<Listed> object = new ArrayList<>();
    List<Listed> found = new ArrayList<>();
    return ListingPages.forEach(
            after -> store.list(place.bucket(), place.key(), Optional.empty(), after, PAGE),
            listing -> {
              listing.objects().stream()
                  .filter(file -> file.key().equals(place.key()))
                  .forEach(object::add);
              listing.objects().stream().filter(file -> counts(file, csv)).forEach(found::add);
              boolean enough = one && !found.isEmpty() || found.size() > MOST_FILES;
              return object.isEmpty() && !enough;
            })
        .map(listed -> object.isEmpty() ? sound(place, csv, found) : object);
  }

  private static List<Listed> sound(S3Place place, boolean csv, List<Listed> found) {
    if (found.isEmpty()) {
      throw none(place, csv);
    }
    if (found.size() > MOST_FILES) {
      throw new PermanentFailure(
          "s3://%s/%s has more than %d files: import it in shares"
              .formatted(place.bucket(), place.key(), MOST_FILES));
    }
    return found;
  }

  private static boolean counts(Listed file, boolean csv) {
    String name = file.key().toLowerCase(Locale.ROOT);
    boolean named = (csv ? CSV : JSON).matcher(name).matches();
    boolean nameless = file.size() > 0 && NAMELESS.matcher(name).matches();
    return (named || nameless) && !OWN.matcher(name).matches();
  }

  private static PermanentFailure none(S3Place place, boolean csv) {
    return new PermanentFailure(
        "s3://%s/%s is no object, and nothing that begins so ends in %s"
            .formatted(
                place.bucket(), place.key(), csv ? ".csv or .csv.gz" : ".json, .json.gz or .gz"));
  }

  /** Opens a file in the version that was listed. */
  public <T> Future<RowReader<T>> open(
      ObjectStore store, String bucket, String key, String etag, Opening<T> opening) {
    return store
        .read(Source.of(bucket, key).pinned(etag))
        .map(read -> opening.open(vertx, read, "s3://" + bucket + "/" + key, ReadLimits.DEFAULT));
  }

  /** {@code CsvReader#of} or {@code JsonLinesReader#of}. */
  public interface Opening<T> {
    RowReader<T> open(Vertx vertx, ObjectRead file, String name, ReadLimits limits);
  }
}
