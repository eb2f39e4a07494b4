package io.longshore.operator.job;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.admin.RejectedRowStore;
import io.longshore.engine.admin.RejectedRowStore.RejectedObject;
import io.longshore.engine.admin.RejectedRowStore.RejectedRow;
import io.longshore.job.JobId;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Source;
import io.longshore.operator.job.ObjectLines.Line;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects a page of the refused rows of a job, by task: from the stored rows, or, of a task that
 * refused more than are stored, from the object that has all of them. An object that cannot be read
 * is replaced by the stored rows. For one context.
 */
final class RejectedRowPage {

  private static final Logger log = LoggerFactory.getLogger(RejectedRowPage.class);

  /**
   * A place in the list: after so many rows of a task.
   *
   * @param offset where the next row begins in the task's object; 0 after a stored row
   */
  record Place(int task, long row, long offset) {

    static final Place FIRST = new Place(-2, 0, 0);

    /** Reads a place of this build, or of one that lists stored rows only. */
    static Place parse(String text) {
      String[] parts = text.split(" ");
      return new Place(
          Integer.parseInt(parts[0]),
          Long.parseLong(parts[1]),
          parts.length < 3 ? 0 : Long.parseLong(parts[2]));
    }

    @Override
    public String toString() {
      return task + " " + row + " " + offset;
    }
  }

  /** A row of the list and the place after it. */
  record Listed(JsonObject row, Place place) {}

  private final RejectedRowStore store;
  private final JobId job;
  private final Function<RejectedObject, Optional<ObjectStore>> stores;
  private final int limit;
  private final List<Listed> rows = new ArrayList<>();
  private final Set<Integer> unreadable = new HashSet<>();
  private Place place;

  /**
   * @param stores from which an object can be read; empty if the caller may not
   * @param limit the most rows
   */
  RejectedRowPage(
      RejectedRowStore store,
      JobId job,
      Function<RejectedObject, Optional<ObjectStore>> stores,
      Place after,
      int limit) {
    this.store = store;
    this.job = job;
    this.stores = stores;
    this.place = after;
    this.limit = limit;
  }

  Future<List<Listed>> read() {
    if (place.row() > 0 && place.offset() == 0) {
      unreadable.add(place.task()); // its stored rows have been begun
    }
    return AsyncLoop.whileTrue(this::step).map(done -> rows);
  }

  /** Adds the stored rows before the next object, and those of the object. */
  private Future<Boolean> step() {
    return store
        .nextObject(job, place.task(), unreadable)
        .compose(
            object ->
                stored(object.map(RejectedObject::seq))
                    .compose(
                        full ->
                            full || object.isEmpty()
                                ? Future.succeededFuture(false)
                                : object(object.get())));
  }

  private int room() {
    return limit - rows.size();
  }

  /** Returns whether the page is full. */
  private Future<Boolean> stored(Optional<Integer> before) {
    return store
        .stored(job, place.task(), place.row(), before, room())
        .map(
            found -> {
              found.forEach(this::add);
              return room() == 0;
            });
  }

  private void add(RejectedRow row) {
    place = new Place(row.seq(), row.place(), 0);
    rows.add(new Listed(RejectedRowList.row(row.sentence()), place));
  }

  /** Adds rows of an object; returns whether there is room for more. */
  private Future<Boolean> object(RejectedObject object) {
    long offset = object.seq() == place.task() ? place.offset() : 0;
    long listed = offset == 0 ? 0 : place.row();
    return lines(object, offset)
        .map(found -> found.stream().map(line -> listed(object, line)).toList())
        .map(
            found -> {
              long row = listed;
              for (Listed each : found) {
                place = new Place(object.seq(), ++row, each.place().offset());
                rows.add(new Listed(each.row(), place));
              }
              if (room() > 0) {
                place = new Place(object.seq() + 1, 0, 0);
              }
              return room() > 0;
            })
        .recover(failure -> unreadable(object, failure));
  }

  private Future<List<Line>> lines(RejectedObject object, long offset) {
    Optional<ObjectStore> from = stores.apply(object);
    if (from.isEmpty()) {
      return Future.failedFuture(new IllegalStateException("The caller does not have the role"));
    }
    if (offset >= object.size()) {
      return Future.succeededFuture(List.of());
    }
    Source source =
        Source.of(object.object().bucket(), object.object().key()).bytes(offset, object.size() - 1);
    return from.get().read(source).compose(read -> ObjectLines.read(read, offset, room()));
  }

  private static Listed listed(RejectedObject object, Line line) {
    JsonObject row = new JsonObject(line.text());
    JsonObject shown =
        new JsonObject()
            .put("File", row.getString("File"))
            .put("Line", row.getLong("Line"))
            .put("Reason", row.getString("Reason"));
    if (shown.getString("Reason") == null) {
      throw new IllegalStateException("A line is not a refused row");
    }
    return new Listed(shown, new Place(object.seq(), 0, line.next()));
  }

  private Future<Boolean> unreadable(RejectedObject object, Throwable failure) {
    log.debug("Refused rows of job {} task {} are not read", job, object.seq(), failure);
    unreadable.add(object.seq());
    return Future.succeededFuture(true);
  }
}
