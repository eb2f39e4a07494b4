package io.longshore.service.personalize.job;

import io.longshore.async.BoundedParallel;
import io.longshore.service.personalize.record.DataRecord;
import io.longshore.service.personalize.record.VisibleLoads;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Packs the rows of loads that are published alone. The loads are committed, so several hash
 * buckets are read and put together at once, by connections beside the transaction that stores the
 * packs.
 */
final class PackStore {

  // As an array, because the planner overestimates the rows of a join.
  private static final String REMOVE_DUPLICATES =
      """
      delete from personalize_record
       where container = $1 and bucket = $2 and id = any(array(
         select id
           from (select id, lead(%1$s) over (order by id) = %1$s as twin
                   from personalize_record
                  where container = $1 and bucket = $2 and load = any($3)) each
          where twin))"""
          .formatted(DataRecord.EQUAL);

  private static final String PACKS =
      """
      select n, max(columns) as columns, count(*) filter (where twin) as twins,
             count(*) filter (where twin is not true) as rows,
             string_agg(line, E'\\n' order by id) filter (where twin is not true) as lines
        from (select id, line, columns, lead(%1$s) over (order by id) = %1$s as twin,
                     sum(octet_length(line)) over (
                       order by id rows unbounded preceding) / %2$d as n
                from %3$s) each
       group by n""";

  /** The size of a pack; one line may be longer. */
  private static final int PACK_BYTES = 256 * 1024;

  private static final String OF_BUCKET =
      """
      personalize_record
               where container = $1 and bucket = $2 and load = any($3)""";

  /** Buckets with more rows are packed by the transaction itself, which may take its time. */
  private static final int MOST_ROWS = 100_000;

  /** The most packs of a bucket in memory. */
  private static final int MOST_PACKS = 32;

  private static final String READ =
      """
      select n::integer as n, columns, twins, rows,
             convert_to(lines || E'\\n', 'UTF8') as lines
        from (%s) packs -- of a container and a bucket
       order by n limit %d"""
          .formatted(
              PACKS.formatted(
                  DataRecord.EQUAL,
                  PACK_BYTES,
                  "(select id, line, columns from %s order by id limit %d) first_rows"
                      .formatted(OF_BUCKET, MOST_ROWS + 1)),
              MOST_PACKS + 1);

  private static final String ADD =
      """
      insert into personalize_packed (container, bucket, load, n, rows, columns, lines)
      select $1, $2, $3, p.n, p.rows, p.columns, p.lines
        from unnest($4::integer[], $5::integer[], $6::smallint[], $7::bytea[])
             p(n, rows, columns, lines)""";

  private static final String PACK =
      """
      with packs as materialized (
        %s),
      packed as (
        insert into personalize_packed (container, bucket, load, n, rows, columns, lines)
        select $1, $2, $4, n, rows, columns, convert_to(lines || E'\\n', 'UTF8')
          from packs where rows > 0)
      select coalesce(sum(twins), 0)::bigint as twins from packs"""
          .formatted(PACKS.formatted(DataRecord.EQUAL, PACK_BYTES, OF_BUCKET));

  private static final int MOST_AT_ONCE = 3;

  private final Postgres postgres;

  PackStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Packs the rows of these loads, and removes all but the newest of equal ones. */
  Future<Void> pack(Transaction tx, String dataset, List<UUID> loads) {
    if (loads.isEmpty()) {
      return Future.succeededFuture();
    }
    return BoundedParallel.each(
        BucketPartitioner.buckets(0, HashBucket.COUNT),
        Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors() + 1),
        bucket -> pack(tx, dataset, bucket.shortValue(), loads));
  }

  private Future<?> pack(Transaction tx, String dataset, short bucket, List<UUID> loads) {
    return postgres
        .work(READ, rows(dataset, bucket, loads))
        .compose(
            packs ->
                isWhole(packs)
                    ? add(tx, dataset, bucket, loads, packs)
                    : packLarge(tx, dataset, bucket, loads))
        .compose(
            twins ->
                twins > 0
                    ? tx.execute(REMOVE_DUPLICATES, rows(dataset, bucket, loads))
                    : Future.succeededFuture());
  }

  private static boolean isWhole(RowSet<Row> packs) {
    long rows = 0;
    for (Row pack : packs) {
      rows += pack.getLong("rows") + pack.getLong("twins");
    }
    return packs.size() <= MOST_PACKS && rows <= MOST_ROWS;
  }

  private static Future<Long> packLarge(
      Transaction tx, String dataset, short bucket, List<UUID> loads) {
    Tuple values = rows(dataset, bucket, loads);
    return tx.execute(PACK, values.addValue(VisibleLoads.first(loads)))
        .map(found -> found.iterator().next().getLong("twins"));
  }

  /** Returns the number of rows that have a newer equal one. */
  private static Future<Long> add(
      Transaction tx, String dataset, short bucket, List<UUID> loads, RowSet<Row> packs) {
    List<Integer> numbers = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    List<Short> columns = new ArrayList<>();
    List<Buffer> lines = new ArrayList<>();
    long twins = 0;
    for (Row pack : packs) {
      twins += pack.getLong("twins");
      if (pack.getLong("rows") > 0) {
        numbers.add(pack.getInteger("n"));
        rows.add(pack.getInteger("rows"));
        columns.add(pack.getShort("columns"));
        lines.add(pack.getBuffer("lines"));
      }
    }
    long found = twins;
    return numbers.isEmpty()
        ? Future.succeededFuture(found)
        : tx.execute(
                ADD,
                Tuple.of(dataset, bucket, VisibleLoads.first(loads))
                    .addValue(numbers.toArray(Integer[]::new))
                    .addValue(rows.toArray(Integer[]::new))
                    .addValue(columns.toArray(Short[]::new))
                    .addValue(lines.toArray(Buffer[]::new)))
            .map(added -> found);
  }

  private static Tuple rows(String dataset, short bucket, List<UUID> loads) {
    return Tuple.of(dataset, bucket).addValue(loads.toArray(UUID[]::new));
  }
}
