package io.longshore.service.personalize.record;

import io.longshore.service.resource.BucketPurge;
import io.longshore.service.resource.PurgeStore;
import io.longshore.service.resource.PurgeStore.Table;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Deletes all records of a dataset. */
public final class RecordRows {

  private static final String FORGET =
      """
      with retired as (delete from personalize_retired where container = $1)
      delete from personalize_import where container = $1""";

  private final Postgres postgres;
  private final PurgeStore rows;

  public RecordRows(Postgres postgres) {
    this.postgres = postgres;
    this.rows =
        new PurgeStore(
            postgres,
            new Table("personalize_record", "id"),
            new Table("personalize_packed", "load, n"),
            new Table("personalize_event", "id"),
            new Table("personalize_session", "id"),
            new Table("personalize_anonymous", "id"));
  }

  /** Deletes the rows, counted in {@code purge}, then the list of the dataset's imports. */
  public Future<Void> purge(BucketPurge purge, String dataset) {
    return rows.purge(purge, dataset)
        .compose(deleted -> postgres.work(FORGET, Tuple.of(dataset)).mapEmpty());
  }
}
