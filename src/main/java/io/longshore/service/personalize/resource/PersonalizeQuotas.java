package io.longshore.service.personalize.resource;

import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.job.NewJob;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.service.resource.QuotaRule;
import io.longshore.service.resource.QuotaUseStore;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * AWS's quotas of resources and jobs, unless they are switched off. A call that counts locks its
 * account's row of the type until the transaction ends, so that of two calls at once only one gets
 * the last place.
 */
public final class PersonalizeQuotas {

  private static final QuotaRule SCHEMAS =
      new QuotaRule("An account has at most 500 schemas in a region.", 500, "schemas", "schema");

  private static final String COUNTS =
      """
      select kind as quota, account, count(*) as used from personalize_resource
       where kind in ('schema', 'dataset-group') group by account, region, kind
      union all
      select type, account, count(*) from job
       where finished_at is null and type in ('personalize.import', 'personalize.export')
       group by account, region, type
      union all
      select type, account, count(*) from job
       where finished_at is null and type = 'personalize.deletion'
       group by account, region, type, subject""";

  private final PersonalizeQuotaStore store = new PersonalizeQuotaStore();
  private final boolean on;
  private final QuotaRule groups;

  public PersonalizeQuotas(PersonalizeConfig limits) {
    this.on = limits.quotas();
    this.groups =
        new QuotaRule(
            "An account has at most "
                + limits.datasetGroups()
                + " dataset groups in a region; personalize.datasetGroups says so.",
            limits.datasetGroups(),
            "dataset-groups",
            "dataset-group");
  }

  /** The use of the quotas; empty when they are switched off. */
  public QuotaUseStore uses(Postgres postgres) {
    List<QuotaRule> rules =
        List.of(
            SCHEMAS,
            groups,
            unfinished("jobs-import", PersonalizeJobs.IMPORT),
            unfinished("jobs-export", PersonalizeJobs.EXPORT),
            unfinished("jobs-deletion-of-a-group", PersonalizeJobs.DELETION));
    return new QuotaUseStore(postgres, "personalize", COUNTS, on ? rules : List.of());
  }

  private static QuotaRule unfinished(String gauge, String type) {
    return new QuotaRule(
        "More than 5 resources with PENDING or IN_PROGRESS status.", 5, gauge, type);
  }

  /** Fails when the account has as many schemas as it may have. */
  public Future<Void> schema(Transaction tx, PersonalizeResource schema) {
    return require(tx, schema, SCHEMAS, () -> store.count(tx, schema));
  }

  /** Fails when the account has as many dataset groups as it may have. */
  public Future<Void> group(Transaction tx, PersonalizeResource group) {
    return require(tx, group, groups, () -> store.count(tx, group));
  }

  /** Fails when too many jobs of the type are unfinished: deletions of the group, else of all. */
  Future<Void> job(Transaction tx, PersonalizeResource named, NewJob job, JobStore jobs) {
    Optional<String> of =
        named.kind() == PersonalizeResourceType.DELETION_JOB ? job.subject() : Optional.empty();
    return require(
        tx,
        named,
        unfinished("", job.type()),
        () -> jobs.unfinished(tx, job.account(), job.region(), of, job.type()));
  }

  private Future<Void> require(
      Transaction tx, PersonalizeResource made, QuotaRule rule, Supplier<Future<Long>> count) {
    return on
        ? rule.require(
            store.turn(tx, made).compose(mine -> count.get()),
            () -> PersonalizeError.LIMIT_EXCEEDED.because(rule.name()))
        : Future.succeededFuture();
  }
}
