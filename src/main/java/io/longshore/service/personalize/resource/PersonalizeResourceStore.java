package io.longshore.service.personalize.resource;

import io.longshore.api.Principal;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Refusal;
import io.longshore.service.resource.ResourceStore;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of schemas, dataset groups, datasets, event trackers and jobs. */
public final class PersonalizeResourceStore {

  private static final String COLUMNS =
      """
      arn, account, region, kind, name, parent, schema, uid, status, body, tags,
      created_at, changed_at""";

  private static final String FIND_ANY =
      """
      arn = $1 and account = $2 and region = $3""";

  private static final String OF_PARENT =
      """
      parent = $1 and kind = any($2::text[]) order by created_at limit $3""";

  // In one order for all, so that no two wait for each other.
  private static final String LOCK_DATASETS =
      """
      parent = $1 and kind = 'dataset' order by arn for update""";

  private static final String OF_SCHEMA = "schema = $1 limit 1";

  private static final String FIND_BY_UID =
      """
      uid = $1 and account = $2 and region = $3 and kind = $4""";

  private static final String NOTE =
      """
      update personalize_resource set body = $2 where arn = $1""";

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

  private static final String DELETE_SCHEMA =
      """
      delete from personalize_resource where arn = $1 and kind = 'schema'""";

  private final Postgres postgres;
  private final ResourceStore<PersonalizeResource> rows;

  public PersonalizeResourceStore(Postgres postgres) {
    this.postgres = postgres;
    this.rows =
        new ResourceStore<>(
            postgres,
            "personalize_resource",
            COLUMNS,
            List.of("parent"),
            PersonalizeResourceStore::resource);
  }

  /** Inserts a resource; fails when its ARN is taken. */
  public Future<Void> insert(Transaction tx, PersonalizeResource resource) {
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
    return rows.insert(tx, values).map(Refusal.unless(resource::exists)).mapEmpty();
  }

  public Future<Optional<PersonalizeResource>> find(
      Principal owner, PersonalizeResourceType kind, String arn) {
    return rows.find(owner.account(), owner.region(), kind.path(), arn);
  }

  /** The same; fails when it does not exist. */
  public Future<PersonalizeResource> required(
      Principal owner, PersonalizeResourceType kind, String arn) {
    return find(owner, kind, arn).map(found -> existing(found, arn));
  }

  private static PersonalizeResource existing(Optional<PersonalizeResource> found, String arn) {
    return found.orElseThrow(() -> PersonalizeResource.unknown(arn));
  }

  /** The resource of that ARN, of any kind. */
  Future<Optional<PersonalizeResource>> find(Principal owner, String arn) {
    return rows.first(
        postgres.requests(), FIND_ANY, Tuple.of(arn, owner.account(), owner.region()));
  }

  /** The same, which cannot be deleted before the transaction ends. */
  public Future<PersonalizeResource> hold(
      Transaction tx, Principal owner, PersonalizeResourceType kind, String arn) {
    return rows.hold(tx, owner.account(), owner.region(), kind.path(), arn)
        .map(found -> existing(found, arn));
  }

  /** The same, locked until the transaction ends. */
  public Future<PersonalizeResource> lock(
      Transaction tx, Principal owner, PersonalizeResourceType kind, String arn) {
    return rows.lock(tx, owner.account(), owner.region(), kind.path(), arn)
        .map(found -> existing(found, arn));
  }

  /** A page of resources, newest first. */
  public Future<List<PersonalizeResource>> list(
      Principal owner, PersonalizeResourceType kind, Optional<String> parent, ListPage page) {
    return rows.list(owner, kind.path(), page, parent.orElse(null));
  }

  /** The first resources of these kinds that belong to a parent. */
  public Future<List<PersonalizeResource>> children(
      Transaction tx, String parent, int limit, PersonalizeResourceType... kinds) {
    String[] paths = Stream.of(kinds).map(PersonalizeResourceType::path).toArray(String[]::new);
    return rows.select(tx.connection(), OF_PARENT, Tuple.of(parent, paths, limit));
  }

  /** Locks the datasets of a group, after other transactions that hold them have ended. */
  public Future<List<PersonalizeResource>> lockDatasets(Transaction tx, String group) {
    return rows.select(tx.connection(), LOCK_DATASETS, Tuple.of(group));
  }

  /** Stores what else its users get of a resource. */
  public Future<Void> note(Transaction tx, String arn, JsonObject body) {
    return tx.execute(NOTE, Tuple.of(arn, body)).mapEmpty();
  }

  /** A dataset that has this schema. */
  public Future<Optional<PersonalizeResource>> user(Transaction tx, String schema) {
    return rows.first(tx.connection(), OF_SCHEMA, Tuple.of(schema));
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

  /** Deletes a resource that is marked as being deleted. */
  Future<Void> delete(String arn, String uid) {
    return postgres.work(DELETE, Tuple.of(arn, uid)).mapEmpty();
  }

  /** Marks that the deletion of a resource has begun. */
  Future<Void> deleting(String arn, String uid) {
    return postgres.work(DELETING, Tuple.of(arn, uid)).mapEmpty();
  }

  public Future<Optional<PersonalizeResource>> findByUid(
      Principal owner, PersonalizeResourceType kind, String uid) {
    return rows.first(
        postgres.requests(),
        FIND_BY_UID,
        Tuple.of(uid, owner.account(), owner.region(), kind.path()));
  }

  public Future<Void> deleteSchema(Transaction tx, String arn) {
    return tx.execute(DELETE_SCHEMA, Tuple.of(arn)).mapEmpty();
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
