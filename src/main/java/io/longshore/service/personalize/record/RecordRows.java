package io.longshore.service.personalize.record;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** The records of datasets, many at a time, as jobs need them. */
public final class RecordRows {

  private static final int ROWS_A_STATEMENT = 5000;

  private static final String REMOVE =
      """
      with records as (
        delete from personalize_record where container = $1 and bucket = $2 and id in (
          select id from personalize_record where container = $1 and bucket = $2
           order by id limit $3) returning 1),
      packed as (
        delete from personalize_packed where container = $1 and bucket = $2 and (load, n) in (
          select load, n from personalize_packed where container = $1 and bucket = $2
           order by load, n limit $3) returning 1),
      events as (
        delete from personalize_event where container = $1 and bucket = $2 and id in (
          select id from personalize_event where container = $1 and bucket = $2
           order by id limit $3) returning 1),
      sessions as (
        delete from personalize_session where container = $1 and bucket = $2 and id in (
          select id from personalize_session where container = $1 and bucket = $2
           order by id limit $3) returning 1),
      anonymous as (
        delete from personalize_anonymous where container = $1 and bucket = $2 and id in (
          select id from personalize_anonymous where container = $1 and bucket = $2
           order by id limit $3) returning 1)
      select (select count(*) from records) + (select count(*) from packed)
           + (select count(*) from events) + (select count(*) from sessions)
           + (select count(*) from anonymous) as removed""";

  private static final String FORGET =
      """
      with retired as (delete from personalize_retired where container = $1)
      delete from personalize_import where container = $1""";

  private final Postgres postgres;

  public RecordRows(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Removes some rows of a bucket, of whichever table; 0 when none is left. */
  public Future<Long> remove(String dataset, int bucket) {
    return postgres
        .work()
        .preparedQuery(REMOVE)
        .execute(Tuple.of(dataset, (short) bucket, ROWS_A_STATEMENT))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return row.getLong("removed");
            });
  }

  /** Removes what says which imports of a dataset are seen. */
  public Future<Void> forget(String dataset) {
    return postgres.work().preparedQuery(FORGET).execute(Tuple.of(dataset)).mapEmpty();
  }
}
