package io.longshore.store;

import io.longshore.api.HealthCheck;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The state of the nodes of a Citus cluster. Without the extension there are no nodes. */
public final class CitusStore {

  /**
   * A worker node.
   *
   * @param address host and port
   * @param prepared the prepared transactions that wait for the coordinator's decision; 0 if the
   *     node is down
   * @param oldest the seconds since the oldest of them was prepared
   * @param error why the node does not answer; empty if it does
   */
  public record Node(String address, long prepared, long oldest, Optional<String> error) {

    /** Whether the node answers. */
    public boolean isUp() {
      return error.isEmpty();
    }

    private static Node of(Row row) {
      String result = row.getString("result");
      if (!row.getBoolean("success")) {
        return new Node(row.getString("address"), 0, 0, Optional.of(result));
      }
      String[] numbers = result.split(" ");
      return new Node(
          row.getString("address"),
          Long.parseLong(numbers[0]),
          Long.parseLong(numbers[1]),
          Optional.empty());
    }
  }

  private static final String INSTALLED =
      """
      select 1 from pg_extension where extname = 'citus'""";

  private static final String NODES =
      """
      select nodename || ':' || nodeport as address, success, result
        from run_command_on_workers($$
               select count(*) || ' ' || coalesce(floor(extract(epoch from
                        clock_timestamp() - min(prepared))), 0)
                 from pg_prepared_xacts where database = current_database()$$)
       order by 1""";

  /** Without a shard, if the table is not distributed. */
  private static final String SHARDS =
      """
      select array_agg(b order by b) as buckets
        from (select b::smallint as b,
                     (select get_shard_id_for_distribution_column(logicalrelid, b::smallint)
                        from pg_dist_partition
                       where logicalrelid = 'pinpoint_endpoint'::regclass) as shard
                from generate_series(0, 255) b) each
       group by shard order by shard""";

  private final Postgres postgres;
  private volatile Optional<Boolean> installed = Optional.empty();
  private volatile Optional<List<List<Short>>> shards = Optional.empty();

  public CitusStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Whether the database has the extension; as of the first answer, so that it costs nothing. */
  public Future<Boolean> isInstalled() {
    return installed
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                query(INSTALLED)
                    .map(found -> found.size() > 0)
                    .onSuccess(answer -> installed = Optional.of(answer)));
  }

  /**
   * The hash buckets in groups, of which each is in one shard, so that Citus sends a statement for
   * one of them to one node; as of the first answer. One group without the extension.
   */
  public Future<List<List<Short>>> shards() {
    return shards
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                isInstalled()
                    .compose(there -> there ? query(SHARDS).map(CitusStore::buckets) : oneGroup())
                    .onSuccess(answer -> shards = Optional.of(answer)));
  }

  private static List<List<Short>> buckets(RowSet<Row> found) {
    return found.stream().map(row -> List.of(row.getArrayOfShorts("buckets"))).toList();
  }

  private static Future<List<List<Short>>> oneGroup() {
    List<Short> all =
        IntStream.range(0, HashBucket.COUNT).mapToObj(bucket -> (short) bucket).toList();
    return Future.succeededFuture(List.of(all));
  }

  /** Asks all worker nodes. */
  public Future<List<Node>> nodes() {
    return query(INSTALLED)
        .compose(
            found ->
                found.size() == 0
                    ? Future.succeededFuture(List.of())
                    : query(NODES).map(rows -> rows.stream().map(Node::of).toList()));
  }

  /** A check that all worker nodes answer. */
  public HealthCheck health() {
    return new HealthCheck() {
      @Override
      public String name() {
        return "citus";
      }

      @Override
      public Future<Void> check() {
        return nodes().compose(CitusStore::requireUp);
      }
    };
  }

  private static Future<Void> requireUp(List<Node> nodes) {
    String down =
        nodes.stream()
            .filter(node -> !node.isUp())
            .map(Node::address)
            .collect(Collectors.joining(", "));
    return down.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture("These nodes do not answer: " + down);
  }

  private Future<RowSet<Row>> query(String sql) {
    return postgres.requests().query(sql).execute();
  }
}
