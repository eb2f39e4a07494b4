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

/** Whether S3 still has what was sealed: better known before the first object can be seen. */
final class SealedUploadCheck {

  /** From so many on they are looked for in a list of all that S3 has there. */
  private static final int FEW = 16;

  private final WorkerContext workshop;
  private final Job job;
  private final LeaseKeeper hold;

  SealedUploadCheck(WorkerContext workshop, Job job, LeaseKeeper hold) {
    this.workshop = workshop;
    this.job = job;
    this.hold = hold;
  }

  /** Those whose sealed upload is gone. */
  Future<List<OutputRow>> missing(List<OutputRow> objects) {
    List<OutputRow> sealed =
        objects.stream().filter(row -> row.state() == OutputState.SEALED).toList();
    List<OutputRow> single = sealed.stream().filter(row -> row.piece().isEmpty()).toList();
    boolean few = single.size() < FEW;
    List<OutputRow> listed =
        few ? sealed.stream().filter(row -> row.piece().isPresent()).toList() : sealed;
    return oneByOne(few ? single : List.of())
        .compose(missing -> missing.isEmpty() ? byLists(listed) : Future.succeededFuture(missing));
  }

  private Future<List<OutputRow>> oneByOne(List<OutputRow> sealed) {
    List<OutputRow> missing = new ArrayList<>();
    return BoundedParallel.map(
            sealed,
            row ->
                hold.check()
                    .compose(live -> store(row.to()).uploadExists(row.upload().orElseThrow()))
                    .onSuccess(
                        exists -> {
                          if (!exists) {
                            missing.add(row);
                          }
                        }))
        .map(looked -> missing);
  }

  /** A list of what S3 has for all of a bucket at once. */
  private Future<List<OutputRow>> byLists(List<OutputRow> sealed) {
    List<List<OutputRow>> buckets =
        List.copyOf(
            sealed.stream().collect(Collectors.groupingBy(row -> place(row.to()))).values());
    return BoundedParallel.map(buckets, this::missingOf)
        .map(found -> found.stream().flatMap(List::stream).toList());
  }

  private Future<List<OutputRow>> missingOf(List<OutputRow> rows) {
    Destination first = rows.get(0).to();
    String prefix =
        rows.stream().map(row -> row.to().key()).reduce(SealedUploadCheck::common).orElse("");
    return hold.check()
        .compose(live -> store(first).uploadsUnder(first.bucket(), prefix))
        .map(
            open -> {
              Set<Upload> there = open.stream().map(OpenUpload::upload).collect(Collectors.toSet());
              return rows.stream()
                  .filter(row -> !there.contains(row.upload().orElseThrow()))
                  .toList();
            });
  }

  private ObjectStore store(Destination to) {
    return workshop.store(job, to, hold);
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
}
