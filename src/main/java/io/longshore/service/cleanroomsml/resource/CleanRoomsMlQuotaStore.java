package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Principal;
import io.longshore.engine.store.JobStore;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.resource.QuotaRule;
import io.longshore.service.resource.QuotaUseStore;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * The quotas of unfinished jobs of an account in a region. Source: "Quotas for AWS Clean Rooms ML"
 * of its user guide.
 */
public final class CleanRoomsMlQuotaStore {

  public static final QuotaRule AUDIENCE_MODELS =
      new QuotaRule(
          "Pending and in-progress audience models",
          2,
          "jobs-training",
          CleanRoomsMlJobStatus.TRAINING);
  public static final QuotaRule GENERATION_JOBS =
      new QuotaRule(
          "Pending and in-progress audience generation jobs",
          10,
          "jobs-generation",
          CleanRoomsMlJobStatus.GENERATION);
  public static final QuotaRule EXPORT_JOBS =
      new QuotaRule(
          "Pending and in-progress audience export jobs",
          20,
          "jobs-export",
          CleanRoomsMlJobStatus.EXPORT);

  // Locks the account's row: calls that count wait until others have inserted what they counted
  // for.
  private static final String TAKE_TURN =
      """
      insert into cleanroomsml_turn (account, region) values ($1, $2)
      on conflict (account, region) do update set region = excluded.region""";

  private static final String COUNTS =
      """
      select type as quota, account, count(*) as used from job
       where finished_at is null
         and type in ('cleanroomsml.training', 'cleanroomsml.generation', 'cleanroomsml.export')
       group by account, region, type""";

  private final JobStore jobs;

  CleanRoomsMlQuotaStore(JobStore jobs) {
    this.jobs = jobs;
  }

  /** The use of the quotas. */
  public static QuotaUseStore uses(Postgres postgres) {
    return new QuotaUseStore(
        postgres, "cleanroomsml", COUNTS, List.of(AUDIENCE_MODELS, GENERATION_JOBS, EXPORT_JOBS));
  }

  /** Fails when the caller has so many unfinished jobs; exact until the transaction ends. */
  public Future<Void> require(Transaction tx, Principal caller, QuotaRule rule) {
    Future<Long> unfinished =
        tx.execute(TAKE_TURN, Tuple.of(caller.account(), caller.region()))
            .compose(
                turn ->
                    jobs.unfinished(
                        tx, caller.account(), caller.region(), Optional.empty(), rule.counted()));
    return rule.require(unfinished, () -> CleanRoomsMlError.quota(rule.name(), rule.limit()));
  }
}
