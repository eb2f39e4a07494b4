package io.longshore.service.dataexchange.job.type;

import io.longshore.job.Job;
import io.longshore.job.Phase;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.dataexchange.job.DataJobFailures;
import io.longshore.service.dataexchange.job.DataJobSpec;
import io.longshore.service.dataexchange.job.JobError;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Publishes all assets of an import in one transaction, if the revision is still open. */
final class AssetPublisher {

  private final AssetLoadStore loads;
  private final DataJobFailures failures;
  private final DataExchangeQuotas quotas;

  AssetPublisher(AssetLoadStore loads, DataJobFailures failures, DataExchangeQuotas quotas) {
    this.quotas = quotas;
    this.loads = loads;
    this.failures = failures;
  }

  Future<Void> in(Transaction tx, Job job, List<UUID> names) {
    DataJobSpec work = DataJobSpec.of(job);
    return loads
        .holdRevision(tx, work.revision())
        .compose(
            open ->
                open
                    ? loads.publish(tx, job, work.revision(), names)
                    : failures.refuse(job, closed(work)))
        .compose(count -> within(job, work, count));
  }

  private Future<Void> within(Job job, DataJobSpec work, long count) {
    return quotas
        .perRevision(work.kind())
        .filter(limit -> count > limit.limit())
        .map(
            limit ->
                failures.<Void>refuse(
                    job,
                    JobError.quota(
                            limit,
                            "The revision would have %d assets; the limit of '%s' is %d"
                                .formatted(count, limit.name(), limit.limit()))
                        .about(DataExchangeResourceType.REVISION, work.revision())))
        .orElse(Future.succeededFuture());
  }

  private static JobError closed(DataJobSpec work) {
    return JobError.notFound(
        DataExchangeResourceType.REVISION,
        work.revision(),
        "The revision was finalized or deleted before the import ended");
  }

  /** The status of imports and exports. Users see the model's State instead. */
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
