package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Principal;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.OwnershipRules;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.PageRows;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of what has an ARN. */
public final class CleanRoomsMlResourceStore {

  private static final String COLUMNS =
      """
      arn, account, region, kind, name, parent, uid, shared, collaboration, status, body, tags,
      created_at, changed_at""";

  private static final String INSERT =
      """
      insert into cleanroomsml_resource (%s)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      on conflict do nothing"""
          .formatted(COLUMNS);

  private static final String FIND =
      """
      select %s from cleanroomsml_resource
       where arn = $1 and account = $2 and region = $3 and kind = $4"""
          .formatted(COLUMNS);

  /** Keeps it from being deleted, and from being locked. */
  private static final String HOLD = FIND + " for key share";

  private static final String LOCK = FIND + " for update";

  private static final String LIST =
      """
      select %s from cleanroomsml_resource
       where account = $1 and region = $2 and kind = $3
         and ($4::text is null or parent = $4)
         and ($5::text is null or collaboration = $5)
         and ($6::timestamptz is null or (created_at, arn) < ($6, $7))
       order by created_at desc, arn desc limit $8"""
          .formatted(COLUMNS);

  private static final String CHILD =
      """
      select arn from cleanroomsml_resource where parent = $1 limit 1""";

  private static final String CHANGE =
      """
      update cleanroomsml_resource set body = $2, parent = coalesce($3, parent), changed_at = $4
       where arn = $1""";

  private static final String LOCK_VIEWS =
      """
      select %s from cleanroomsml_resource where uid = $1 order by arn for update"""
          .formatted(COLUMNS);

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

  CleanRoomsMlResourceStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** False when its owner has another of that kind and name. */
  public Future<Boolean> insert(Transaction tx, CleanRoomsMlResource resource) {
    Tuple values =
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
            .addValue(SqlRows.timestamp(resource.changedAt()));
    return tx.execute(INSERT, values).map(made -> made.rowCount() == 1);
  }

  /** Fails when its owner has another of that kind and name. */
  public Future<Void> insertNamed(Transaction tx, CleanRoomsMlResource resource) {
    return insert(tx, resource)
        .map(
            inserted -> {
              if (!inserted) {
                throw resource.taken();
              }
              return null;
            });
  }

  /** Whosever it is. */
  public Future<Optional<CleanRoomsMlResource>> find(
      String account, String region, CleanRoomsMlResourceType kind, String arn) {
    return postgres.request(FIND, Tuple.of(arn, account, region, kind.path()))
        .map(rows -> resources(rows).stream().findFirst());
  }

  /** The caller's resource of that ARN; refused when it is another's or there is none. */
  public Future<CleanRoomsMlResource> required(
      Principal caller, CleanRoomsMlResourceType kind, String arn) {
    return one(postgres.requests(), FIND, caller, kind, OwnershipRules.required(caller, kind, arn));
  }

  /** The same, which cannot be deleted before the transaction ends. */
  public Future<CleanRoomsMlResource> held(
      Transaction tx, Principal caller, CleanRoomsMlResourceType kind, String arn) {
    return one(tx.connection(), HOLD, caller, kind, OwnershipRules.required(caller, kind, arn));
  }

  /** What was found before, which cannot be deleted before the transaction ends. */
  public Future<CleanRoomsMlResource> heldOf(Transaction tx, CleanRoomsMlResource found) {
    return tx.execute(HOLD, Tuple.of(found.arn(), found.account(), found.region(), found.kind().path()))
        .map(rows -> first(rows, found.kind(), found.arn()));
  }

  /** The caller's resource of that ARN, once nobody else holds it. */
  public Future<CleanRoomsMlResource> locked(
      Transaction tx, Principal caller, CleanRoomsMlResourceType kind, String arn) {
    return one(tx.connection(), LOCK, caller, kind, OwnershipRules.required(caller, kind, arn));
  }

  /**
   * Newest first.
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
    Tuple values = Tuple.of(owner.account(), owner.region(), kind.path(), parent, collaboration);
    return postgres.request(LIST, PageRows.bind(values, page))
        .map(CleanRoomsMlResourceStore::resources);
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
    return tx.execute(CHANGE, Tuple.of(of.arn(), body, parent, SqlRows.timestamp(now)))
        .mapEmpty();
  }

  /** Every account's view of it, once nobody else holds one. */
  public Future<List<CleanRoomsMlResource>> lockedViews(Transaction tx, String uid) {
    return tx.execute(LOCK_VIEWS, Tuple.of(uid))
        .map(CleanRoomsMlResourceStore::resources);
  }

  /** Says how its deletion stands, in every account's view. */
  Future<Void> mark(Transaction tx, String uid, String status) {
    return tx.execute(MARK, Tuple.of(uid, status)).mapEmpty();
  }

  /** Likewise, by a job. */
  Future<Void> mark(String uid, String status) {
    return postgres.work(MARK, Tuple.of(uid, status)).mapEmpty();
  }

  /** The end of what was marked as being deleted; nothing when it is gone. */
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
                    : tx.execute(DELETE, Tuple.of(locked.arn()))
                        .map(child));
  }

  private static Future<CleanRoomsMlResource> one(
      SqlClient client, String sql, Principal owner, CleanRoomsMlResourceType kind, String arn) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(arn, owner.account(), owner.region(), kind.path()))
        .map(rows -> first(rows, kind, arn));
  }

  private static CleanRoomsMlResource first(
      RowSet<Row> rows, CleanRoomsMlResourceType kind, String arn) {
    return resources(rows).stream()
        .findFirst()
        .orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn));
  }

  private static List<CleanRoomsMlResource> resources(RowSet<Row> rows) {
    return rows.stream().map(CleanRoomsMlResourceStore::resource).toList();
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
