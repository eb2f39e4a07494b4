package io.longshore.service.dataexchange;

import io.longshore.job.Job;
import io.longshore.job.Phase;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** The end of every import: its assets are there, all of them, if the revision still takes them. */
final class AssetSwitch {

  private final AssetLoadStore loads;
  private final Verdict verdict;
  private final Quotas quotas;

  AssetSwitch(AssetLoadStore loads, Verdict verdict, Quotas quotas) {
    this.quotas = quotas;
    this.loads = loads;
    this.verdict = verdict;
  }

  Future<Void> in(Transaction tx, Job job, List<UUID> names) {
    Work work = Work.of(job);
    return loads
        .holdRevision(tx, work.revision())
        .compose(
            open ->
                open
                    ? loads.switchIn(tx, job, work.revision(), names)
                    : verdict.refuse(job, closed(work)))
        .compose(count -> within(job, work, count));
  }

  private Future<Void> within(Job job, Work work, long count) {
    return quotas
        .perRevision(work.kind())
        .filter(limit -> count > limit.value())
        .map(
            limit ->
                verdict.<Void>refuse(
                    job,
                    JobError.quota(
                            limit,
                            "The revision would have %d assets; the limit of '%s' is %d"
                                .formatted(count, limit.name(), limit.value()))
                        .about(ResourceType.REVISION, work.revision())))
        .orElse(Future.succeededFuture());
  }

  private static JobError closed(Work work) {
    return JobError.notFound(
        ResourceType.REVISION,
        work.revision(),
        "The revision was finalized or deleted before the import ended");
  }

  /** All imports and exports share these words, which no reader sees: states are told by State. */
  static String word(Phase phase) {
    return switch (phase) {
      case SUCCEEDED -> "COMPLETED";
      case FAILED -> "ERROR";
      case CANCELLED -> "CANCELLED";
      case CREATED, CLAIMED, STARTING, WORKING, WAITING, COMMITTING, FAILING, CANCELLING ->
          "IN_PROGRESS";
    };
  }
}
