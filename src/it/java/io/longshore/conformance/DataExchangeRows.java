package io.longshore.conformance;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Sql;
import java.util.List;

/** Inserts the rows of many calls and jobs, without the objects in S3. */
final class DataExchangeRows {

  private static final String DATA_SETS =
      """
      insert into dataexchange_data_set
             (id, account, region, asset_type, name, description, tags, created_at, updated_at)
      select md5('quota' || n), '%s', 'us-east-1', 'S3_SNAPSHOT', 'n', 'd', '{}', now(), now()
        from generate_series(1, %d) n""";

  private static final String REVISIONS =
      """
      insert into dataexchange_revision (id, data_set, tags, created_at, updated_at)
      select md5('%1$s' || n), '%1$s', '{}', now(), now() from generate_series(1, %2$d) n""";

  private static final String ASSETS =
      """
      insert into dataexchange_asset
             (id, revision, name, type, details, object_key, tags, created_at, updated_at)
      select md5('%1$s' || n), '%1$s', 'asset/' || n, 'S3_SNAPSHOT',
             json_build_object('S3SnapshotAsset', json_build_object('Size', n)),
             'none/' || md5('%1$s' || n), '{}', now(), now()
        from generate_series(1, %2$d) n""";

  /** Jobs in progress without tasks, so that no worker runs them. */
  private static final String JOBS =
      """
      with made as (
        insert into dataexchange_job
               (id, account, region, type, data_set, details, created_at, updated_at, started_at)
        select md5('%1$s%2$s' || n), '%1$s', 'us-east-1', '%2$s', 'none', '{}', now(), now(), now()
          from generate_series(1, %3$d) n
        returning *)
      insert into job (id, account, region, type, container, spec, word, pieces)
      select id::uuid, account, region, 'dataexchange.import', data_set, '{}', 'IN_PROGRESS', 0
        from made""";

  private DataExchangeRows() {}

  static void dataSets(DatabaseConfig database, String account, int count) {
    Sql.run(database, DATA_SETS.formatted(account, count));
  }

  static void revisions(DatabaseConfig database, String set, int count) {
    Sql.run(database, REVISIONS.formatted(set, count));
  }

  /**
   * Assets named asset/1, asset/2 and so on, with sizes of 1, 2 and so on; returns the ids of all
   * assets of the revision.
   */
  static List<String> assets(DatabaseConfig database, String revision, int count) {
    return Sql.run(
        database,
        ASSETS.formatted(revision, count),
        "select id from dataexchange_asset where revision = '" + revision + "'");
  }

  static void jobs(DatabaseConfig database, String account, String type, int count) {
    Sql.run(database, JOBS.formatted(account, type, count));
  }
}
