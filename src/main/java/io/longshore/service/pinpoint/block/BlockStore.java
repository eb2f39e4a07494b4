package io.longshore.service.pinpoint.block;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads blocks, and compares them with the rows of endpoints. See migration V108. */
final class BlockStore {

  private static final String IS_DISTRIBUTED =
      """
      select exists (select 1 from pg_extension where extname = 'citus') as distributed""";

  private static final String SIZES =
      """
      select bucket, sum(rows)::bigint as rows from pinpoint_block
       where container = $1 and bucket = any($2) group by bucket""";

  // Ages are compared in a circle of 32 bits: a row that is older than half of it looks too young,
  // and its block is not used. A block of another server, or of a copy, is not used either.
  private static final String COMPARE =
      """
      with block as materialized (
        select bucket, low, build, rows, octet_length(members) as bytes, age(horizon::xid) as age,
               lead(low) over (partition by bucket order by low) as next,
               system = (select system_identifier from pg_control_system())
                 and xmin::text::bigint = writer::text::bigint % 4294967296
                 and pg_snapshot_xmax(pg_current_snapshot())::text::bigint - horizon::text::bigint
                     between 0 and 1073741824 as own
          from pinpoint_block where container = $1 and bucket = any($2)),
      compared as (
        select b.*, p.rows as found, p.age as youngest
          from block b cross join lateral (
            select count(*) as rows, min(age(e.xmin)) as age from pinpoint_endpoint e
             where e.container = $1 and e.bucket = b.bucket and e.id >= b.low and e.id < b.next) p
         where b.next is not null
        union all
        select b.*, p.rows as found, p.age as youngest
          from block b cross join lateral (
            select count(*) as rows, min(age(e.xmin)) as age from pinpoint_endpoint e
             where e.container = $1 and e.bucket = b.bucket and e.id >= b.low) p
         where b.next is null)
      select bucket, low, build, rows, bytes, found,
             coalesce(own and found = rows and youngest > age, false) as current
        from compared
       order by bucket, low""";

  private static final String MEMBERS =
      """
      select b.bucket, b.low, b.rows, b.members
        from unnest($2::smallint[], $3::text[], $4::uuid[]) as wanted (bucket, low, build)
        join pinpoint_block b
          on b.container = $1 and b.bucket = wanted.bucket and b.low = wanted.low
             and b.build = wanted.build""";

  private static final String REQUEST =
      """
      insert into pinpoint_block_request (container, next_bucket, requested_at)
      values ($1, 0, clock_timestamp()) on conflict (container) do nothing""";

  /** The lines of a block. */
  record Members(int bucket, String low, int rows, Buffer bytes) {}

  private BlockStore() {}

  /** Whether Citus distributes the tables, where blocks are not used. */
  static Future<Boolean> isDistributed(SqlClient client) {
    return client
        .preparedQuery(IS_DISTRIBUTED)
        .execute()
        .map(found -> found.iterator().next().getBoolean("distributed"));
  }

  /** How many lines the blocks of each hash bucket have; without those that have no blocks. */
  static Future<Map<Integer, Long>> sizes(
      SqlClient client, String container, List<Integer> buckets) {
    return client
        .preparedQuery(SIZES)
        .execute(Tuple.of(container).addValue(shorts(buckets)))
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> row.getInteger("bucket"),
                            row -> row.getLong("rows"),
                            Long::sum,
                            TreeMap::new)));
  }

  /** The blocks of some hash buckets in their order, compared with the rows as of one moment. */
  static Future<List<StoredBlock>> compare(
      SqlClient client, String container, List<Integer> buckets) {
    return client
        .preparedQuery(COMPARE)
        .execute(Tuple.of(container).addValue(shorts(buckets)))
        .map(rows -> rows.stream().map(BlockStore::block).toList());
  }

  private static StoredBlock block(Row row) {
    return new StoredBlock(
        row.getInteger("bucket"),
        row.getString("low"),
        row.getUUID("build"),
        row.getInteger("rows"),
        row.getInteger("bytes"),
        row.getLong("found"),
        row.getBoolean("current"));
  }

  /** The lines of those of the blocks that are still there. */
  static Future<List<Members>> members(
      SqlClient client, String container, List<StoredBlock> blocks) {
    Tuple wanted =
        Tuple.of(container)
            .addValue(shorts(blocks.stream().map(StoredBlock::bucket).toList()))
            .addValue(blocks.stream().map(StoredBlock::low).toArray(String[]::new))
            .addValue(blocks.stream().map(StoredBlock::build).toArray(UUID[]::new));
    return client
        .preparedQuery(MEMBERS)
        .execute(wanted)
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Members(
                                row.getInteger("bucket"),
                                row.getString("low"),
                                row.getInteger("rows"),
                                row.getBuffer("members")))
                    .toList());
  }

  /** Lists the container among those whose blocks are built. */
  static Future<Void> request(Postgres postgres, String container) {
    return postgres.work(REQUEST, Tuple.of(container)).mapEmpty();
  }

  static Short[] shorts(List<Integer> buckets) {
    return buckets.stream().map(Integer::shortValue).toArray(Short[]::new);
  }
}
