package io.longshore.engine.commit;

import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.OutputState;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.objectstore.ObjectStore.Upload;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that S3 still has all sealed uploads, before the first object becomes visible. */
final class SealedUploadCheck {

  /** From this number on, uploads are looked up in listings instead of one by one. */
  private static final int LISTING_MIN = 16;

  private final WorkerContext context;
  private final Job job;
  private final LeaseKeeper keeper;

  SealedUploadCheck(WorkerContext context, Job job, LeaseKeeper keeper) {
    this.context = context;
    this.job = job;
    this.keeper = keeper;
  }

  /** Returns the outputs whose sealed uploads are gone. */
  Future<List<OutputRow>> missing(List<OutputRow> objects) {
    List<OutputRow> sealed =
        objects.stream().filter(row -> row.state() == OutputState.SEALED).toList();
    List<OutputRow> single = sealed.stream().filter(row -> row.piece().isEmpty()).toList();
    boolean few = single.size() < LISTING_MIN;
    List<OutputRow> listed =
        few ? sealed.stream().filter(row -> row.piece().isPresent()).toList() : sealed;
    return oneByOne(few ? single : List.of())
        .compose(
            missing -> missing.isEmpty() ? byListings(listed) : Future.succeededFuture(missing));
  }

  private Future<List<OutputRow>> oneByOne(List<OutputRow> sealed) {
    List<OutputRow> missing = new ArrayList<>();
    return BoundedParallel.map(
            sealed,
            row ->
                keeper
                    .check()
                    .compose(live -> store(row.to()).uploadExists(row.upload().orElseThrow()))
                    .onSuccess(
                        exists -> {
                          if (!exists) {
                            missing.add(row);
                          }
                        }))
        .map(looked -> missing);
  }

  /** Looks the uploads up in one listing for each role and S3 bucket. */
  private Future<List<OutputRow>> byListings(List<OutputRow> sealed) {
    List<List<OutputRow>> buckets =
        List.copyOf(
            sealed.stream().collect(Collectors.groupingBy(row -> bucketOf(row.to()))).values());
    return BoundedParallel.map(buckets, this::missingOf)
        .map(found -> found.stream().flatMap(List::stream).toList());
  }

  private Future<List<OutputRow>> missingOf(List<OutputRow> rows) {
    Destination first = rows.get(0).to();
    String prefix =
        rows.stream().map(row -> row.to().key()).reduce(SealedUploadCheck::commonPrefix).orElse("");
    return keeper
        .check()
        .compose(live -> store(first).uploadsUnder(first.bucket(), prefix))
        .map(
            open -> {
              Set<Upload> existing =
                  open.stream().map(OpenUpload::upload).collect(Collectors.toSet());
              return rows.stream()
                  .filter(row -> !existing.contains(row.upload().orElseThrow()))
                  .toList();
            });
  }

  private ObjectStore store(Destination to) {
    return context.store(job, to, keeper);
  }

  private static Map.Entry<String, String> bucketOf(Destination to) {
    return Map.entry(to.roleArn(), to.bucket());
  }

  private static String commonPrefix(String one, String other) {
    int same = 0;
    int max = Math.min(one.length(), other.length());
    while (same < max && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    if (same > 0 && Character.isHighSurrogate(one.charAt(same - 1))) {
      same--;
    }
    return one.substring(0, same);
  }
}
