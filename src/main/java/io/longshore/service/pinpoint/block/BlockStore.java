package io.longshore.service.pinpoint.block;

import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads blocks, what has changed since they were built, and the rows of that. See V108. */
final class BlockStore {

  private static final String RECORDS_CHANGES =
      """
      -- all buckets: whether the table has its triggers
      select count(*) = 4 as records from pg_trigger
       where tgrelid = 'pinpoint_endpoint'::regclass and tgname like 'pinpoint\\_block\\_%'
         and tgenabled = 'A'""";

  // One statement, because blocks and changes of different snapshots do not fit together.
  private static final String PLAN =
      """
      select b.bucket, b.low as id, b.build, b.rows, octet_length(b.members) as bytes
        from pinpoint_block_container c
        join pinpoint_block b on b.container = c.container and b.generation = c.generation
       where c.container = $1 and b.bucket = any($2)
      union all
      select distinct bucket, id, null::uuid, null::integer, null::integer
        from pinpoint_block_change where container = $1 and bucket = any($2)
       order by bucket, id nulls first, build nulls last""";

  private static final String MEMBERS =
      """
      select b.bucket, b.low, b.members, case when wanted.ids then b.ids end as ids
        from unnest($2::smallint[], $3::text[], $4::uuid[], $5::boolean[])
               as wanted (bucket, low, build, ids)
        join pinpoint_block b
          on b.container = $1 and b.bucket = wanted.bucket and b.low = wanted.low
             and b.build = wanted.build""";

  private static final String LINES =
      """
      select e.bucket, e.id, e.line
        from unnest($2::smallint[], $3::text[]) as wanted (bucket, id)
        join pinpoint_endpoint e
          on e.container = $1 and e.bucket = wanted.bucket and e.id = wanted.id""";

  /** A row, or a block by its lowest id. */
  record Key(int bucket, String id) {}

  /**
   * The content of a block.
   *
   * @param ids null unless the block has changed
   */
  record Content(int bucket, String low, Buffer members, Buffer ids) {}

  private BlockStore() {}

  /** Whether the database records changes. It does not where Citus distributes the tables. */
  static Future<Boolean> recordsChanges(SqlClient client) {
    return client
        .preparedQuery(RECORDS_CHANGES)
        .execute()
        .map(found -> found.iterator().next().getBoolean("records"));
  }

  /** The blocks of some hash buckets, with what has changed, as of one moment. */
  static Future<BlockPlan> plan(SqlClient client, String container, List<Integer> buckets) {
    return client
        .preparedQuery(PLAN)
        .execute(Tuple.of(container).addValue(shorts(buckets)))
        .map(
            rows -> {
              BlockPlan.Builder plan = new BlockPlan.Builder();
              rows.forEach(row -> add(plan, row));
              return plan.build();
            });
  }

  private static void add(BlockPlan.Builder plan, Row row) {
    UUID build = row.getUUID("build");
    if (build == null) {
      plan.change(row.getInteger("bucket"), row.getString("id"));
    } else {
      plan.block(
          row.getInteger("bucket"),
          row.getString("id"),
          build,
          row.getInteger("rows"),
          row.getInteger("bytes"));
    }
  }

  /** The content of those of the blocks that are still there. */
  static Future<List<Content>> contents(
      SqlClient client, String container, List<StoredBlock> blocks) {
    Tuple wanted =
        Tuple.of(container)
            .addValue(shorts(blocks.stream().map(StoredBlock::bucket).toList()))
            .addValue(blocks.stream().map(StoredBlock::low).toArray(String[]::new))
            .addValue(blocks.stream().map(StoredBlock::build).toArray(UUID[]::new))
            .addValue(blocks.stream().map(block -> !block.isCurrent()).toArray(Boolean[]::new));
    return client
        .preparedQuery(MEMBERS)
        .execute(wanted)
        .map(
            rows ->
                SqlRows.all(
                    rows,
                    row ->
                        new Content(
                            row.getInteger("bucket"),
                            row.getString("low"),
                            row.getBuffer("members"),
                            row.getBuffer("ids"))));
  }

  /** The lines that changed ids of these blocks have now; without those that are gone. */
  static Future<Map<Key, String>> changedLines(
      SqlClient client, String container, List<StoredBlock> blocks) {
    List<Integer> buckets =
        blocks.stream().flatMap(b -> b.changed().stream().map(id -> b.bucket())).toList();
    Tuple wanted =
        Tuple.of(container)
            .addValue(shorts(buckets))
            .addValue(blocks.stream().flatMap(b -> b.changed().stream()).toArray(String[]::new));
    return client
        .preparedQuery(LINES)
        .execute(wanted)
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> new Key(row.getInteger("bucket"), row.getString("id")),
                            row -> row.getString("line"))));
  }

  static Short[] shorts(List<Integer> buckets) {
    return buckets.stream().map(Integer::shortValue).toArray(Short[]::new);
  }
}
