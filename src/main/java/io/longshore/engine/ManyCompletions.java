package io.longshore.engine;

import io.longshore.engine.ManyObjectsStore.Intent;
import io.longshore.engine.ManyObjectsStore.Seen;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.objectstore.AtOnce;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the objects visible of pieces that make many: those of one piece together. */
final class ManyCompletions {

  private final Workshop workshop;
  private final Job job;
  private final Lease lease;
  private final Hold hold;
  private final Completion completion;

  ManyCompletions(Workshop workshop, Job job, Lease lease, Hold hold) {
    this.workshop = workshop;
    this.job = job;
    this.lease = lease;
    this.hold = hold;
    this.completion = new Completion(workshop, job, lease, hold);
  }

  /** What became of one: its object, or that it is gone, or why that is not known. */
  private record Ended(OutputRow row, Optional<Head> found, Optional<Throwable> failure) {}

  /**
   * Completes them, a few at once, and writes down which can be seen whatever became of the others.
   *
   * @return those whose upload is gone while no object of it is there
   */
  Future<List<OutputRow>> publish(List<OutputRow> group) {
    List<Intent> sealed =
        group.stream()
            .filter(row -> row.state() == OutputState.SEALED)
            .map(ManyCompletions::intent)
            .toList();
    return hold.lasts(workshop.config().s3Timeout())
        .compose(live -> workshop.objectsOfPieces().completing(lease, sealed))
        .compose(hold::granted)
        .compose(granted -> AtOnce.each(group, this::end))
        .compose(this::tell);
  }

  private Future<Ended> end(OutputRow row) {
    Future<Optional<Head>> object =
        row.state() == OutputState.SEALED ? completion.first(row) : completion.resume(row);
    return object
        .map(found -> new Ended(row, found, Optional.empty()))
        .otherwise(failure -> new Ended(row, Optional.empty(), Optional.of(failure)));
  }

  private Future<List<OutputRow>> tell(List<Ended> all) {
    List<Seen> seen =
        all.stream()
            .filter(one -> one.found().isPresent())
            .map(one -> new Seen(intent(one.row()), one.found().get().etag()))
            .toList();
    Optional<Throwable> failure = all.stream().flatMap(one -> one.failure().stream()).findFirst();
    return workshop
        .objectsOfPieces()
        .visible(lease, seen)
        .compose(hold::granted)
        .compose(
            told ->
                failure.isPresent()
                    ? Future.failedFuture(failure.get())
                    : Future.succeededFuture(
                        all.stream()
                            .filter(one -> one.found().isEmpty())
                            .map(Ended::row)
                            .toList()));
  }

  /** Those whose sealed upload is gone: a list of what S3 has for all of a bucket at once. */
  Future<List<OutputRow>> missing(List<OutputRow> rows) {
    List<List<OutputRow>> buckets =
        List.copyOf(
            rows.stream()
                .filter(row -> row.state() == OutputState.SEALED)
                .collect(Collectors.groupingBy(row -> place(row.to())))
                .values());
    return AtOnce.each(buckets, this::missingOf)
        .map(found -> found.stream().flatMap(List::stream).toList());
  }

  private Future<List<OutputRow>> missingOf(List<OutputRow> rows) {
    Destination first = rows.get(0).to();
    String prefix =
        rows.stream().map(row -> row.to().key()).reduce(ManyCompletions::common).orElse("");
    return hold.check()
        .compose(live -> workshop.store(job, first, hold).uploadsUnder(first.bucket(), prefix))
        .map(
            open -> {
              Set<Upload> there = open.stream().map(OpenUpload::upload).collect(Collectors.toSet());
              return rows.stream()
                  .filter(row -> !there.contains(row.upload().orElseThrow()))
                  .toList();
            });
  }

  private static Map.Entry<String, String> place(Destination to) {
    return Map.entry(to.roleArn(), to.bucket());
  }

  private static String common(String one, String other) {
    int same = 0;
    int most = Math.min(one.length(), other.length());
    while (same < most && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    if (same > 0 && Character.isHighSurrogate(one.charAt(same - 1))) {
      same--;
    }
    return one.substring(0, same);
  }

  private static Intent intent(OutputRow row) {
    return new Intent(row.seq(), row.token().orElseThrow());
  }
}
