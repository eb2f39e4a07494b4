package io.longshore.service.personalize.resource;

import io.longshore.api.Principal;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.PageRows;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of what has an ARN. */
public final class PersonalizeResourceStore {

  private static final String COLUMNS =
      """
      arn, account, region, kind, name, parent, schema, uid, status, body, tags,
      created_at, changed_at""";

  private static final String INSERT =
      """
      insert into personalize_resource (%s)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      on conflict (arn) do nothing"""
          .formatted(COLUMNS);

  private static final String FIND =
      """
      select %s from personalize_resource
       where arn = $1 and account = $2 and region = $3 and kind = $4"""
          .formatted(COLUMNS);

  /** Keeps it from being deleted, and from being locked. */
  private static final String HOLD = FIND + " for key share";

  private static final String LOCK = FIND + " for update";

  private static final String FIND_ANY =
      """
      select %s from personalize_resource where arn = $1 and account = $2 and region = $3"""
          .formatted(COLUMNS);

  private static final String LIST =
      """
      select %s from personalize_resource
       where account = $1 and region = $2 and kind = $3
         and ($4::text is null or parent = $4)
         and ($5::timestamptz is null or (created_at, arn) < ($5, $6))
       order by created_at desc, arn desc limit $7"""
          .formatted(COLUMNS);

  private static final String OF_PARENT =
      """
      select %s from personalize_resource where parent = $1 and kind = any($2::text[])
       order by created_at limit $3"""
          .formatted(COLUMNS);

  // In one order for all, so that no two wait for each other.
  private static final String LOCK_DATASETS =
      """
      select %s from personalize_resource where parent = $1 and kind = 'dataset'
       order by arn for update"""
          .formatted(COLUMNS);

  private static final String NOTE =
      """
      update personalize_resource set body = $2 where arn = $1""";

  private static final String OF_SCHEMA =
      """
      select %s from personalize_resource where schema = $1 limit 1"""
          .formatted(COLUMNS);

  private static final String CHANGE =
      """
      update personalize_resource
         set status = $2, body = $3, schema = $4, changed_at = $5
       where arn = $1""";

  private static final String TAG =
      """
      update personalize_resource set tags = $2 where arn = $1""";

  private static final String DELETE =
      """
      with turn as (delete from personalize_deletion_turn where group_uid = $2)
      delete from personalize_resource where arn = $1 and uid = $2 and status <> 'ACTIVE'""";

  private static final String DELETING =
      """
      update personalize_resource set status = 'DELETE IN_PROGRESS'
       where arn = $1 and uid = $2 and status = 'DELETE PENDING'""";

  private static final String FIND_BY_UID =
      """
      select %s from personalize_resource
       where uid = $1 and account = $2 and region = $3 and kind = $4"""
          .formatted(COLUMNS);

  private static final String DELETE_SCHEMA =
      """
      delete from personalize_resource where arn = $1 and kind = 'schema'""";

  private final Postgres postgres;

  public PersonalizeResourceStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Whether it was new: false when there is one of that ARN. */
  public Future<Boolean> insert(Transaction tx, PersonalizeResource resource) {
    Tuple values =
        Tuple.of(resource.arn(), resource.account(), resource.region())
            .addValue(resource.kind().path())
            .addValue(resource.name())
            .addValue(resource.parent().orElse(null))
            .addValue(resource.schema().orElse(null))
            .addValue(resource.uid())
            .addValue(resource.status())
            .addValue(resource.body())
            .addValue(resource.tags())
            .addValue(SqlRows.timestamp(resource.createdAt()))
            .addValue(SqlRows.timestamp(resource.changedAt()));
    return tx.execute(INSERT, values).map(made -> made.rowCount() == 1);
  }

  public Future<Optional<PersonalizeResource>> find(
      Principal owner, PersonalizeResourceType kind, String arn) {
    return one(postgres.requests(), FIND, owner, kind, arn);
  }

  Future<Optional<PersonalizeResource>> find(Principal owner, String arn) {
    return postgres.request(FIND_ANY, Tuple.of(arn, owner.account(), owner.region()))
        .map(rows -> resources(rows).stream().findFirst());
  }

  /** Finds it and keeps it from being deleted before the transaction ends. */
  public Future<Optional<PersonalizeResource>> hold(
      Transaction tx, Principal owner, PersonalizeResourceType kind, String arn) {
    return one(tx.connection(), HOLD, owner, kind, arn);
  }

  /** Finds it and waits until nobody else holds it. */
  public Future<Optional<PersonalizeResource>> lock(
      Transaction tx, Principal owner, PersonalizeResourceType kind, String arn) {
    return one(tx.connection(), LOCK, owner, kind, arn);
  }

  /** Newest first. */
  public Future<List<PersonalizeResource>> list(
      Principal owner, PersonalizeResourceType kind, Optional<String> parent, ListPage page) {
    Tuple values = Tuple.of(owner.account(), owner.region(), kind.path(), parent.orElse(null));
    return postgres.request(LIST, PageRows.bind(values, page))
        .map(PersonalizeResourceStore::resources);
  }

  /** The first of these kinds that belong to it. */
  public Future<List<PersonalizeResource>> children(
      Transaction tx, String parent, int limit, PersonalizeResourceType... kinds) {
    String[] paths =
        List.of(kinds).stream().map(PersonalizeResourceType::path).toArray(String[]::new);
    return tx.execute(OF_PARENT, Tuple.of(parent, paths, limit))
        .map(PersonalizeResourceStore::resources);
  }

  /** The datasets of a group; waits until nobody else holds them. */
  public Future<List<PersonalizeResource>> lockDatasets(Transaction tx, String group) {
    return tx.execute(LOCK_DATASETS, Tuple.of(group))
        .map(PersonalizeResourceStore::resources);
  }

  /** Writes down what else its users get of it. */
  public Future<Void> note(Transaction tx, String arn, JsonObject body) {
    return tx.execute(NOTE, Tuple.of(arn, body)).mapEmpty();
  }

  /** A dataset that has this schema. */
  public Future<Optional<PersonalizeResource>> user(Transaction tx, String schema) {
    return tx.execute(OF_SCHEMA, Tuple.of(schema))
        .map(rows -> resources(rows).stream().findFirst());
  }

  public Future<Void> change(
      Transaction tx,
      PersonalizeResource of,
      String status,
      JsonObject body,
      String schema,
      Instant now) {
    return tx.execute(CHANGE, Tuple.of(of.arn(), status, body, schema, SqlRows.timestamp(now)))
        .mapEmpty();
  }

  Future<Void> tag(Transaction tx, String arn, JsonArray tags) {
    return tx.execute(TAG, Tuple.of(arn, tags)).mapEmpty();
  }

  /** The end of what was marked as being deleted; nothing when it is gone. */
  Future<Void> delete(String arn, String uid) {
    return postgres.work(DELETE, Tuple.of(arn, uid)).mapEmpty();
  }

  /** Says that the deletion has begun. */
  Future<Void> deleting(String arn, String uid) {
    return postgres.work(DELETING, Tuple.of(arn, uid)).mapEmpty();
  }

  public Future<Optional<PersonalizeResource>> findByUid(
      Principal owner, PersonalizeResourceType kind, String uid) {
    return one(postgres.requests(), FIND_BY_UID, owner, kind, uid);
  }

  public Future<Void> deleteSchema(Transaction tx, String arn) {
    return tx.execute(DELETE_SCHEMA, Tuple.of(arn)).mapEmpty();
  }

  private static Future<Optional<PersonalizeResource>> one(
      SqlClient client, String sql, Principal owner, PersonalizeResourceType kind, String arn) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(arn, owner.account(), owner.region(), kind.path()))
        .map(rows -> resources(rows).stream().findFirst());
  }

  private static List<PersonalizeResource> resources(RowSet<Row> rows) {
    return rows.stream().map(PersonalizeResourceStore::resource).toList();
  }

  private static PersonalizeResource resource(Row row) {
    return new PersonalizeResource(
        PersonalizeResourceType.of(row.getString("kind")),
        row.getString("arn"),
        row.getString("account"),
        row.getString("region"),
        row.getString("name"),
        Optional.ofNullable(row.getString("parent")),
        Optional.ofNullable(row.getString("schema")),
        row.getString("uid"),
        row.getString("status"),
        row.get(JsonObject.class, "body"),
        row.get(JsonArray.class, "tags"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "changed_at"));
  }
}
