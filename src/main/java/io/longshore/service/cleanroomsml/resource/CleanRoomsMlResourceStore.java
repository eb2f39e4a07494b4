package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Principal;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.OwnershipRules;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Refusal;
import io.longshore.service.resource.ResourceStore;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of training datasets, audience models, configured audience models and jobs. */
public final class CleanRoomsMlResourceStore {

  private static final String COLUMNS =
      """
      arn, account, region, kind, name, parent, uid, shared, collaboration, status, body, tags,
      created_at, changed_at""";

  private static final String CHILD =
      """
      select arn from cleanroomsml_resource where parent = $1 limit 1""";

  private static final String CHANGE =
      """
      update cleanroomsml_resource set body = $2, parent = coalesce($3, parent), changed_at = $4
       where arn = $1""";

  private static final String LOCK_VIEWS = "uid = $1 order by arn for update";

  private static final String MARK =
      """
      update cleanroomsml_resource set status = $2 where uid = $1 and status <> $2""";

  private static final String DELETE_VIEWS =
      """
      delete from cleanroomsml_resource where uid = $1 and status <> 'ACTIVE'""";

  private static final String DELETE =
      """
      delete from cleanroomsml_resource where arn = $1""";

  private final Postgres postgres;
  private final ResourceStore<CleanRoomsMlResource> rows;

  CleanRoomsMlResourceStore(Postgres postgres) {
    this.postgres = postgres;
    this.rows =
        new ResourceStore<>(
            postgres,
            "cleanroomsml_resource",
            COLUMNS,
            List.of("parent", "collaboration"),
            CleanRoomsMlResourceStore::resource);
  }

  /** Inserts a resource; fails when its owner has another of that kind and name. */
  public Future<Void> insertNamed(Transaction tx, CleanRoomsMlResource resource) {
    return rows.insert(
            tx,
            Tuple.of(resource.arn(), resource.account(), resource.region())
                .addValue(resource.kind().path())
                .addValue(resource.name())
                .addValue(resource.parent().orElse(null))
                .addValue(resource.uid())
                .addValue(resource.shared())
                .addValue(resource.collaboration().orElse(null))
                .addValue(resource.status())
                .addValue(resource.body())
                .addValue(resource.tags())
                .addValue(SqlRows.timestamp(resource.createdAt()))
                .addValue(SqlRows.timestamp(resource.changedAt())))
        .map(Refusal.unless(resource::taken))
        .mapEmpty();
  }

  /** A resource of any account. */
  public Future<Optional<CleanRoomsMlResource>> find(
      String account, String region, CleanRoomsMlResourceType kind, String arn) {
    return rows.find(account, region, kind.path(), arn);
  }

  /** The caller's resource of that ARN; fails when it is another's or does not exist. */
  public Future<CleanRoomsMlResource> required(
      Principal caller, CleanRoomsMlResourceType kind, String arn) {
    OwnershipRules.required(caller, kind, arn);
    return rows.find(caller.account(), caller.region(), kind.path(), arn)
        .map(found -> found.orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn)));
  }

  /** The same, which cannot be deleted before the transaction ends. */
  public Future<CleanRoomsMlResource> held(
      Transaction tx, Principal caller, CleanRoomsMlResourceType kind, String arn) {
    OwnershipRules.required(caller, kind, arn);
    return rows.hold(tx, caller.account(), caller.region(), kind.path(), arn)
        .map(found -> found.orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn)));
  }

  /** A resource that was found before, which cannot be deleted before the transaction ends. */
  public Future<CleanRoomsMlResource> heldOf(Transaction tx, CleanRoomsMlResource found) {
    return rows.hold(tx, found.account(), found.region(), found.kind().path(), found.arn())
        .map(held -> held.orElseThrow(() -> CleanRoomsMlError.unknown(found.kind(), found.arn())));
  }

  /** The caller's resource of that ARN, locked until the transaction ends. */
  public Future<CleanRoomsMlResource> locked(
      Transaction tx, Principal caller, CleanRoomsMlResourceType kind, String arn) {
    OwnershipRules.required(caller, kind, arn);
    return rows.lock(tx, caller.account(), caller.region(), kind.path(), arn)
        .map(found -> found.orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn)));
  }

  /**
   * A page of resources, newest first.
   *
   * @param parent only what was made from it; null for all
   * @param collaboration only what belongs to it; null for all
   */
  public Future<List<CleanRoomsMlResource>> list(
      Principal owner,
      CleanRoomsMlResourceType kind,
      ListPage page,
      String parent,
      String collaboration) {
    return rows.list(owner, kind.path(), page, parent, collaboration);
  }

  /** The ARN of something that was made from it. */
  public Future<Optional<String>> user(Transaction tx, CleanRoomsMlResource of) {
    return tx.execute(CHILD, Tuple.of(of.arn()))
        .map(rows -> rows.stream().findFirst().map(row -> row.getString("arn")));
  }

  /**
   * @param parent what it belongs to from now on; null to leave that
   */
  public Future<Void> change(
      Transaction tx, CleanRoomsMlResource of, JsonObject body, String parent, Instant now) {
    return tx.execute(CHANGE, Tuple.of(of.arn(), body, parent, SqlRows.timestamp(now))).mapEmpty();
  }

  /** Every account's view of a resource, locked until the transaction ends. */
  public Future<List<CleanRoomsMlResource>> lockedViews(Transaction tx, String uid) {
    return rows.select(tx.connection(), LOCK_VIEWS, Tuple.of(uid));
  }

  /** Sets the status of a deletion in every account's view. */
  Future<Void> mark(Transaction tx, String uid, String status) {
    return tx.execute(MARK, Tuple.of(uid, status)).mapEmpty();
  }

  /** The same, by a job. */
  Future<Void> mark(String uid, String status) {
    return postgres.work(MARK, Tuple.of(uid, status)).mapEmpty();
  }

  /** Deletes every view of a resource that is marked as being deleted. */
  Future<Void> deleteViews(String uid) {
    return postgres.work(DELETE_VIEWS, Tuple.of(uid)).mapEmpty();
  }

  /** Deletes what is locked, unless something was made from it: then that thing's ARN. */
  public Future<Optional<String>> deleteUnused(Transaction tx, CleanRoomsMlResource locked) {
    return user(tx, locked)
        .compose(
            child ->
                child.isPresent()
                    ? Future.succeededFuture(child)
                    : tx.execute(DELETE, Tuple.of(locked.arn())).map(child));
  }

  private static CleanRoomsMlResource resource(Row row) {
    return new CleanRoomsMlResource(
        CleanRoomsMlResourceType.of(row.getString("kind")).orElseThrow(),
        row.getString("arn"),
        row.getString("account"),
        row.getString("region"),
        row.getString("name"),
        Optional.ofNullable(row.getString("parent")),
        row.getString("uid"),
        row.getBoolean("shared"),
        Optional.ofNullable(row.getString("collaboration")),
        row.getString("status"),
        row.get(JsonObject.class, "body"),
        row.get(JsonObject.class, "tags"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "changed_at"));
  }
}
