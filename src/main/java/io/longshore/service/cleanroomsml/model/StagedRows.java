package io.longshore.service.cleanroomsml.model;

import io.longshore.async.AsyncLoop;
import io.longshore.service.cleanroomsml.profile.UserGroups;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Reads the interactions that the pieces of a training job have staged, in pages. */
final class StagedRows {

  private static final int CHUNKS = 32; // of 32 KiB

  private static final String SELECT =
      """
      select id, interactions from cleanroomsml_staged_chunk
       where container = $1 and bucket = $2 and load = any($3) and id > $4
       order by id limit %d"""
          .formatted(CHUNKS);

  private static final int ARRAYS = 64; // of some hundred interactions

  /** What replicas of older versions have staged. */
  private static final String SELECT_ARRAYS =
      """
      select id, users, items from cleanroomsml_staged
       where container = $1 and bucket = $2 and load = any($3) and id > $4
         and users[1] is not null
       order by id limit %d"""
          .formatted(ARRAYS);

  private final WorkerExecutor workers;
  private final Postgres postgres;
  private final String container;
  private final UUID[] loads;

  /**
   * @param workers group the interactions
   */
  StagedRows(WorkerExecutor workers, Postgres postgres, String container, List<UUID> loads) {
    this.workers = workers;
    this.postgres = postgres;
    this.container = container;
    this.loads = loads.toArray(UUID[]::new);
  }

  /** Adds the interactions of a hash bucket; false when they are too many for the groups. */
  Future<Boolean> read(int bucket, UserGroups groups) {
    Pages chunks = new Pages(SELECT, CHUNKS, bucket, row -> groups.add(bytes(row)));
    Pages arrays = new Pages(SELECT_ARRAYS, ARRAYS, bucket, row -> addArrays(row, groups));
    return AsyncLoop.whileTrue(chunks::next)
        .compose(done -> AsyncLoop.whileTrue(arrays::next))
        .map(done -> chunks.taken && arrays.taken);
  }

  private static byte[] bytes(Row row) {
    return row.getBuffer("interactions").getBytes();
  }

  private static boolean addArrays(Row row, UserGroups groups) {
    String[] users = row.getArrayOfStrings("users");
    Long[] items = row.getArrayOfLongs("items");
    boolean taken = true;
    for (int at = 0; at < users.length && taken; at++) {
      byte[] user = users[at].getBytes(StandardCharsets.UTF_8);
      taken = groups.add(user, 0, user.length, items[at]);
    }
    return taken;
  }

  /** Adds a row's interactions; returns whether there was room for all. */
  private interface Adding {
    boolean add(Row row);
  }

  private final class Pages {

    private final String sql;
    private final int rowsOfPage;
    private final short bucket;
    private final Adding adding;
    private String after = "";
    private boolean taken = true;

    private Pages(String sql, int rowsOfPage, int bucket, Adding adding) {
      this.sql = sql;
      this.rowsOfPage = rowsOfPage;
      this.bucket = (short) bucket;
      this.adding = adding;
    }

    private Future<Boolean> next() {
      return postgres
          .work(sql, Tuple.of(container, bucket, loads, after))
          .compose(rows -> workers.executeBlocking(() -> add(rows), false));
    }

    private boolean add(RowSet<Row> rows) {
      for (Row row : rows) {
        after = row.getString("id");
        if (!adding.add(row)) {
          taken = false;
          return false;
        }
      }
      return rows.size() == rowsOfPage;
    }
  }
}
