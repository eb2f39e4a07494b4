package io.longshore.service.cleanroomsml.export;

import io.longshore.api.Principal;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.PageRows;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** The rows of audience export jobs. */
public final class AudienceExportStore {

  private static final String INSERT =
      """
      insert into cleanroomsml_export
             (id, account, region, generation, generation_arn, name, description, size, location,
              created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""";

  private static final String IDS_OF =
      """
      select id from cleanroomsml_export where generation = $1""";

  private static final String SELECT =
      """
      select id, account, region, generation, generation_arn, name, description, size, location,
             created_at
        from cleanroomsml_export
      """;

  private static final String FIND = SELECT + " where id = $1";

  private static final String NAMED =
      SELECT
          + """
       where generation = $1 and account = $2 and name = $3
       order by created_at desc, id desc limit 1""";

  private static final String LIST =
      SELECT
          + """
       where account = $1 and region = $2
         and ($3::text is null or generation_arn = $3)
         and ($4::timestamptz is null or (created_at, id) < ($4, $5))
       order by created_at desc, id desc limit $6""";

  private static final String DELETE =
      """
      delete from cleanroomsml_export where generation = $1""";

  private final Postgres postgres;

  public AudienceExportStore(Postgres postgres) {
    this.postgres = postgres;
  }

  Future<Void> insert(Transaction tx, AudienceExportJobRow export) {
    Tuple values =
        Tuple.of(export.id(), export.account(), export.region(), export.generation())
            .addValue(export.generationArn())
            .addValue(export.name())
            .addValue(export.description().orElse(null))
            .addValue(export.size())
            .addValue(export.location())
            .addValue(SqlRows.timestamp(export.createdAt()));
    return tx.execute(INSERT, values).mapEmpty();
  }

  /** The ids of all exports of a generation job, of all accounts. */
  Future<List<String>> idsOf(Transaction tx, String generation) {
    return tx.execute(IDS_OF, Tuple.of(generation))
        .map(rows -> rows.stream().map(row -> row.getString("id")).toList());
  }

  /**
   * Newest first.
   *
   * @param generationArn only of that generation job; null for all
   */
  Future<List<AudienceExportJobRow>> list(Principal owner, String generationArn, ListPage page) {
    Tuple values = Tuple.of(owner.account(), owner.region(), generationArn);
    return postgres
        .request(LIST, PageRows.bind(values, page))
        .map(rows -> rows.stream().map(AudienceExportStore::export).toList());
  }

  Future<Optional<AudienceExportJobRow>> find(String id) {
    return first(FIND, Tuple.of(id));
  }

  /** The newest export of that name that an account made of a generation job. */
  Future<Optional<AudienceExportJobRow>> named(String generation, String account, String name) {
    return first(NAMED, Tuple.of(generation, account, name));
  }

  private Future<Optional<AudienceExportJobRow>> first(String statement, Tuple values) {
    return postgres
        .request(statement, values)
        .map(rows -> rows.stream().findFirst().map(AudienceExportStore::export));
  }

  /** Deletes the exports of a generation job; their objects stay. */
  public Future<Void> delete(String generation) {
    return postgres.work(DELETE, Tuple.of(generation)).mapEmpty();
  }

  private static AudienceExportJobRow export(Row row) {
    return new AudienceExportJobRow(
        row.getString("id"),
        row.getString("account"),
        row.getString("region"),
        row.getString("generation"),
        row.getString("generation_arn"),
        row.getString("name"),
        Optional.ofNullable(row.getString("description")),
        row.get(JsonObject.class, "size"),
        row.getString("location"),
        SqlRows.instant(row, "created_at"));
  }
}
