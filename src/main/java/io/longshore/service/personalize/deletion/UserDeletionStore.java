package io.longshore.service.personalize.deletion;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The rows of deletions: which users' records are hidden from when on. */
public final class UserDeletionStore {

  private static final String OF_DATASET =
      """
      select job, unnest(loads) as load, seq from personalize_deletion
       where datasets @> array[$1::text] order by job, load""";

  // The rows of jobs, unlike these, may be deleted by age. A published deletion has a count.
  private static final String PUBLISHED =
      """
      select uid from personalize_resource
       where parent = $1 and kind = 'data-deletion-job' and body ->> 'numDeleted' is not null
       order by created_at desc, uid desc limit $2""";

  private static final String TURN =
      """
      insert into personalize_deletion_turn (group_uid) values ($1)
          on conflict (group_uid) do update set group_uid = excluded.group_uid""";

  // Per user, because the planner does not use the ranges of ids otherwise. Equal rows count as one
  // record, as in an export.
  private static final String COUNT =
      """
      with visible as materialized (
        select container, load from personalize_import where container = any($3::text[])),
      earlier as materialized (
        select job, datasets, loads, seq from personalize_deletion where datasets && $3::text[])
      select coalesce(sum(records), 0)::bigint as records, count(*) as users,
             count(*) filter (where records = 0) as unknown,
             min(user_id) filter (where records = 0) as one
        from (
          select u.user_id, coalesce(sum(theirs.records), 0) as records
            from (select distinct bucket, split_part(id, chr(1), 1) as user_id
                    from personalize_deleted_user
                   where container = $1 and load = any($2)) u
            left join unnest($3::text[]) d (container) on true,
                 lateral (
                   select count(distinct left(r.id, -33)) as records from personalize_record r
                    where r.container = d.container and r.bucket = u.bucket
                      and r.id > u.user_id || chr(1) and r.id < u.user_id || chr(2)
                      and r.seq <= $4
                      and (r.load is null
                           or r.load = any(array(
                                select load from visible v where v.container = d.container)))
                      and not exists (
                        select 1 from earlier f, personalize_deleted_user e
                         where f.datasets @> array[d.container] and e.container = f.job
                           and e.bucket = u.bucket
                           and e.id > u.user_id || chr(1) and e.id < u.user_id || chr(2)
                           and e.load = any(f.loads) and r.seq <= f.seq
                        offset 0)) theirs
           group by u.bucket, u.user_id) each""";

  private static final String SHOW =
      """
      insert into personalize_deletion
             (job, account, region, group_uid, loads, seq, datasets, arns)
      values ($1, $2, $3, $4, $5, $6, $7, $8)""";

  private static final String REMOVE =
      """
      delete from personalize_deleted_user
       where container = $1 and bucket = $2 and ($3::uuid is null or load = $3)""";

  private final Postgres postgres;

  public UserDeletionStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The deletions that hide records of a dataset. */
  public Future<List<DeletedUsers>> of(Transaction tx, PersonalizeResource dataset) {
    return tx.execute(OF_DATASET, Tuple.of(dataset.uid()))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new DeletedUsers(
                                row.getString("job"), row.getUUID("load"), row.getLong("seq")))
                    .toList());
  }

  /** The ids of the newest deletion jobs of a group that have hidden records. */
  public Future<List<JobId>> published(Transaction tx, String groupArn, int limit) {
    return tx.execute(PUBLISHED, Tuple.of(groupArn, limit))
        .map(
            rows ->
                rows.stream().map(row -> JobId.parse(row.getString("uid")).orElseThrow()).toList());
  }

  /** Waits until no other deletion of the group is being published. */
  public Future<Void> turn(Transaction tx, String groupUid) {
    return tx.execute(TURN, Tuple.of(groupUid)).mapEmpty();
  }

  /**
   * The counts of a deletion.
   *
   * @param records the records of its users
   * @param unknown the number of users without records
   * @param one a user without records, if there is one
   */
  public record Count(long records, long users, long unknown, String one) {}

  /** Counts the users' visible records of the datasets up to the sequence number. */
  public Future<Count> count(
      Transaction tx,
      String deletion,
      List<UUID> loads,
      List<PersonalizeResource> datasets,
      long seq) {
    String[] where = datasets.stream().map(PersonalizeResource::uid).toArray(String[]::new);
    return tx.execute(
            COUNT,
            Tuple.of(deletion).addValue(loads.toArray(UUID[]::new)).addValue(where).addValue(seq))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Count(
                    row.getLong("records"),
                    row.getLong("users"),
                    row.getLong("unknown"),
                    row.getString("one")));
  }

  /** Hides the users' records of these datasets from the end of the transaction on. */
  public Future<Void> show(
      Transaction tx,
      Job deletion,
      List<UUID> loads,
      long seq,
      List<PersonalizeResource> datasets) {
    Tuple values =
        Tuple.of(deletion.id().toString(), deletion.account(), deletion.region())
            .addValue(deletion.spec().getString("group"))
            .addValue(loads.toArray(UUID[]::new))
            .addValue(seq)
            .addValue(datasets.stream().map(PersonalizeResource::uid).toArray(String[]::new))
            .addValue(datasets.stream().map(PersonalizeResource::arn).toArray(String[]::new));
    return tx.execute(SHOW, values).mapEmpty();
  }

  /**
   * Removes the users of a deletion.
   *
   * @param load only those of that load; null for all
   */
  public Future<Void> remove(String deletion, UUID load) {
    return AsyncLoop.forEach(
        IntStream.range(0, HashBucket.COUNT).boxed().toList(),
        bucket -> postgres.work(REMOVE, Tuple.of(deletion, bucket.shortValue(), load)));
  }
}
