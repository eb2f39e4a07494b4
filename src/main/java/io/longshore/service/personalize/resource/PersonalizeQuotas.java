package io.longshore.service.personalize.resource;

import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.job.NewJob;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * AWS's limits on how many there may be, unless they are switched off. Who asks holds the kind's
 * turn until its transaction ends, so that of two at once only one gets the last place.
 */
public final class PersonalizeQuotas {

  static final int MOST_SCHEMAS = 500;
  static final int MOST_UNFINISHED = 5;

  private final PersonalizeQuotaStore store = new PersonalizeQuotaStore();
  private final PersonalizeConfig limits;

  public PersonalizeQuotas(PersonalizeConfig limits) {
    this.limits = limits;
  }

  /** Fails when the account has as many schemas as it may have. */
  public Future<Void> schema(Transaction tx, PersonalizeResource schema) {
    return room(
        tx,
        schema,
        MOST_SCHEMAS,
        () -> store.count(tx, schema),
        "An account has at most " + MOST_SCHEMAS + " schemas in a region.");
  }

  /** Fails when the account has as many dataset groups as it may have. */
  public Future<Void> group(Transaction tx, PersonalizeResource group) {
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
  Future<Void> job(Transaction tx, PersonalizeResource named, NewJob job, JobStore jobs) {
    Optional<String> of =
        named.kind() == PersonalizeResourceType.DELETION_JOB ? job.subject() : Optional.empty();
    return room(
        tx,
        named,
        MOST_UNFINISHED,
        () -> jobs.unfinished(tx, job.account(), job.region(), of, job.type()),
        "More than " + MOST_UNFINISHED + " resources with PENDING or IN_PROGRESS status.");
  }

  private Future<Void> room(
      Transaction tx,
      PersonalizeResource made,
      int most,
      Supplier<Future<Long>> count,
      String refusal) {
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
