package io.longshore.service.personalize;

import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.job.NewJob;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * AWS's limits on how many there may be, unless they are switched off. Who asks holds the kind's
 * turn until its transaction ends, so that of two at once only one gets the last place.
 */
final class Quotas {

  static final int MOST_SCHEMAS = 500;
  static final int MOST_UNFINISHED = 5;

  private final QuotaStore store = new QuotaStore();
  private final PersonalizeConfig limits;

  Quotas(PersonalizeConfig limits) {
    this.limits = limits;
  }

  /** Fails when the account has as many schemas as it may have. */
  Future<Void> schema(Transaction tx, Resource schema) {
    return room(
        tx,
        schema,
        MOST_SCHEMAS,
        () -> store.count(tx, schema),
        "An account has at most " + MOST_SCHEMAS + " schemas in a region.");
  }

  /** Fails when the account has as many dataset groups as it may have. */
  Future<Void> group(Transaction tx, Resource group) {
    return room(
        tx,
        group,
        limits.datasetGroups(),
        () -> store.count(tx, group),
        "An account has at most "
            + limits.datasetGroups()
            + " dataset groups in a region; personalize.datasetGroups says so.");
  }

  /** Fails when too many jobs of the type have not ended: deletions of the group, else of all. */
  Future<Void> job(Transaction tx, Resource named, NewJob job, JobStore jobs) {
    Optional<String> of = named.kind() == Kind.DELETION_JOB ? job.subject() : Optional.empty();
    return room(
        tx,
        named,
        MOST_UNFINISHED,
        () -> jobs.unfinished(tx, job.account(), job.region(), of, job.type()),
        "More than " + MOST_UNFINISHED + " resources with PENDING or IN_PROGRESS status.");
  }

  private Future<Void> room(
      Transaction tx, Resource made, int most, Supplier<Future<Long>> count, String refusal) {
    if (!limits.quotas()) {
      return Future.succeededFuture();
    }
    return store
        .turn(tx, made)
        .compose(mine -> count.get())
        .map(
            there -> {
              if (there >= most) {
                throw PersonalizeError.LIMIT_EXCEEDED.because(refusal);
              }
              return null;
            });
  }
}
