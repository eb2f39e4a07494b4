package io.longshore.service.personalize.record;

import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The records that calls put. */
public final class RecordStore {

  // A call holds the dataset while it takes its number, and a reader locks it. So all numbers below
  // one that was taken under the lock are of calls that have ended.
  private static final String CALL =
      """
      with held as materialized (
        select uid from personalize_resource
         where arn = $1 and uid = $2 and schema = $3 and status = 'ACTIVE' for key share)
      select nextval('personalize_seq') as seq from held""";

  private static final String PUT =
      """
      with held as materialized (
        select uid from personalize_resource
         where arn = $1 and uid = $2 and schema = $3 and status = 'ACTIVE' for key share),
      this_call as materialized (select nextval('personalize_seq') as seq from held)
      insert into personalize_record (container, bucket, id, line, columns, seq)
      select $2, r.bucket,
             r.prefix || lpad(to_hex(c.seq), 16, '0') || lpad(to_hex(r.n), 16, '0'),
             r.line, $4, c.seq
        from this_call c,
             unnest($5::smallint[], $6::text[], $7::text[])
               with ordinality as r (bucket, prefix, line, n)""";

  private static final String ADD =
      """
      insert into personalize_record (container, bucket, id, line, columns, seq)
      select $1, r.bucket,
             r.prefix || lpad(to_hex($2::bigint), 16, '0') || lpad(to_hex($4 + r.n), 16, '0'),
             r.line, $3, $2
        from unnest($5::smallint[], $6::text[], $7::text[])
               with ordinality as r (bucket, prefix, line, n)""";

  private static final String FRESH =
      """
      insert into personalize_event (container, bucket, id)
      select $1, r.bucket, r.id from unnest($2::smallint[], $3::text[]) as r (bucket, id)
       order by r.bucket, r.id
          on conflict (container, bucket, id) do nothing
      returning id""";

  private static final String LOADS =
      """
      select load, twins from personalize_import where container = $1 order by load""";

  private static final String NEXT =
      """
      select nextval('personalize_seq') as seq""";

  private final Postgres postgres;

  public RecordStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Puts records into a dataset; false when it was deleted or has another schema. */
  public Future<Boolean> put(
      PersonalizeResource dataset, RecordSchema schema, List<DataRecord> records) {
    Tuple values =
        Tuple.of(dataset.arn(), dataset.uid(), dataset.schema().orElseThrow())
            .addValue((short) schema.fields().size());
    return add(postgres.requests(), PUT, values, records)
        .map(put -> put.rowCount() == records.size());
  }

  /**
   * Holds the dataset and numbers the call; empty when the dataset was deleted or has another
   * schema.
   */
  public Future<OptionalLong> call(Transaction tx, PersonalizeResource dataset) {
    return tx.execute(CALL, Tuple.of(dataset.arn(), dataset.uid(), dataset.schema().orElseThrow()))
        .map(
            rows ->
                rows.size() == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(rows.iterator().next().getLong("seq")));
  }

  /**
   * Adds records of a numbered call.
   *
   * @param before the number of records that the call has added before
   */
  public Future<Void> add(
      Transaction tx,
      PersonalizeResource dataset,
      long seq,
      int before,
      RecordSchema schema,
      List<DataRecord> records) {
    Tuple values = Tuple.of(dataset.uid(), seq, (short) schema.fields().size(), (long) before);
    return add(tx.connection(), ADD, values, records).mapEmpty();
  }

  private static Future<SqlResult<?>> add(
      SqlClient client, String sql, Tuple values, List<DataRecord> records) {
    values
        .addValue(records.stream().map(DataRecord::bucket).toArray(Short[]::new))
        .addValue(records.stream().map(DataRecord::prefix).toArray(String[]::new))
        .addValue(records.stream().map(DataRecord::line).toArray(String[]::new));
    return client.preparedQuery(sql).execute(values).map(done -> done);
  }

  /** The event ids that are new. */
  public Future<Set<String>> fresh(
      Transaction tx, PersonalizeResource dataset, Collection<String> ids) {
    Short[] buckets = ids.stream().map(HashBucket::of).toArray(Short[]::new);
    return tx.execute(FRESH, Tuple.of(dataset.uid(), buckets, ids.toArray(String[]::new)))
        .map(rows -> rows.stream().map(row -> row.getString("id")).collect(Collectors.toSet()));
  }

  /** The visible loads of bulk rows. */
  public Future<VisibleLoads> loads(Transaction tx, PersonalizeResource dataset) {
    return tx.execute(LOADS, Tuple.of(dataset.uid()))
        .map(
            rows ->
                new VisibleLoads(
                    rows.stream().map(row -> row.getUUID("load")).toList(),
                    rows.stream().anyMatch(row -> row.getBoolean("twins"))));
  }

  /** The next number; under the dataset's lock it is above those of all calls. */
  public Future<Long> next(Transaction tx) {
    return tx.execute(NEXT).map(rows -> rows.iterator().next().getLong("seq"));
  }
}
