package io.longshore.service.resource;

import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ListingPages;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Listed;
import io.longshore.objectstore.ObjectStore.Source;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files that a place in S3 names: the object of that key, or else the objects whose keys begin
 * with it. The result is empty when there are none. It fails with a {@link PermanentFailure} when
 * there are more than 10,000.
 */
public final class S3FileSet {

  private static final int PAGE = 1000;
  private static final int MOST_FILES = 10_000;

  private final ObjectStore store;
  private final S3Place place;
  private final Predicate<S3File> filter;

  /** An object in the version that was listed: a read fails if it was replaced since. */
  public record S3File(String bucket, String key, long size, String etag) {

    public Source source() {
      return Source.of(bucket, key).pinned(etag);
    }

    /** The last segment of the key. */
    public String name() {
      return key.substring(key.lastIndexOf('/') + 1);
    }
  }

  /**
   * @param filter the objects that count when the place is not an object itself
   */
  public S3FileSet(ObjectStore store, S3Place place, Predicate<S3File> filter) {
    this.store = store;
    this.place = place;
    this.filter = filter;
  }

  /**
   * The object, or the files of the folder.
   *
   * @param delimiter {@code /} to leave out the folders below
   */
  public Future<List<S3File>> objectOrFolder(Optional<String> delimiter) {
    return object()
        .compose(
            object ->
                object.isPresent()
                    ? Future.succeededFuture(List.of(object.get()))
                    : folder(delimiter));
  }

  private Future<Optional<S3File>> object() {
    return place.isFolder()
        ? Future.succeededFuture(Optional.empty())
        : store
            .head(place.bucket(), place.key())
            .map(
                found ->
                    found.map(
                        head -> new S3File(place.bucket(), place.key(), head.size(), head.etag())));
  }

  private Future<List<S3File>> folder(Optional<String> delimiter) {
    List<S3File> found = new ArrayList<>();
    return ListingPages.forEach(
            after -> store.list(place.bucket(), place.in(""), delimiter, after, PAGE),
            page -> {
              page.objects().stream().map(this::file).filter(filter).forEach(found::add);
              requireFew(found);
              return true;
            })
        .map(listed -> found);
  }

  /**
   * The object, or the files whose keys begin with its key, by listings alone.
   *
   * @param most stops when so many are found
   */
  public Future<List<S3File>> objectOrPrefix(int most) {
    List<S3File> object = new ArrayList<>();
    List<S3File> found = new ArrayList<>();
    return ListingPages.forEach(
            after -> store.list(place.bucket(), place.key(), Optional.empty(), after, PAGE),
            page -> {
              List<S3File> files = page.objects().stream().map(this::file).toList();
              files.stream().filter(file -> file.key().equals(place.key())).forEach(object::add);
              files.stream().filter(filter).forEach(found::add);
              return object.isEmpty() && found.size() < most && found.size() <= MOST_FILES;
            })
        .map(listed -> object.isEmpty() ? requireFew(found) : object);
  }

  private S3File file(Listed listed) {
    return new S3File(place.bucket(), listed.key(), listed.size(), listed.etag());
  }

  private List<S3File> requireFew(List<S3File> found) {
    if (found.size() > MOST_FILES) {
      throw new PermanentFailure(
          "%s has more than %d files, the most that one job reads".formatted(place, MOST_FILES));
    }
    return found;
  }
}
