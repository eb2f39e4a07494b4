package io.longshore.service.resource;

import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Deletes the rows that a container has in tables that are split into hash buckets. */
public final class PurgeStore {

  private static final int ROWS_PER_STATEMENT = 5000;

  // By a range of keys: a semijoin with the keys is slow while the table has no statistics.
  private static final String DELETE =
      """
      t%d as (
        delete from %s where container = $1 and bucket = $2 and (%s) <= (
          select %3$s from (
            select %3$s from %2$s where container = $1 and bucket = $2
             order by %3$s limit $3) batch
           order by %4$s limit 1) returning 1)""";

  private static final String COUNT = "(select count(*) from t%d)";

  /**
   * A table whose primary key begins with {@code container, bucket}.
   *
   * @param key the other columns of the primary key, separated by commas
   */
  public record Table(String name, String key) {

    private String delete(int number) {
      return DELETE.formatted(number, name, key, key.replace(",", " desc,") + " desc");
    }
  }

  private final Postgres postgres;
  private final String sql;

  /**
   * @param tables one statement deletes from all of them
   */
  public PurgeStore(Postgres postgres, Table... tables) {
    this.postgres = postgres;
    String deletes =
        IntStream.range(0, tables.length)
            .mapToObj(i -> tables[i].delete(i))
            .collect(Collectors.joining(",\n"));
    String sum =
        IntStream.range(0, tables.length)
            .mapToObj(COUNT::formatted)
            .collect(Collectors.joining(" + "));
    this.sql = "with " + deletes + "\nselect " + sum + " as deleted";
  }

  /** Deletes all rows of a container in those buckets, and counts them in {@code purge}. */
  public Future<Void> purge(BucketPurge purge, String container, List<Integer> buckets) {
    return purge.delete(buckets, ROWS_PER_STATEMENT, bucket -> delete(container, bucket));
  }

  /** Deletes all rows of a container, and counts them in {@code purge}. */
  public Future<Void> purge(BucketPurge purge, String container) {
    return purge(purge, container, BucketPartitioner.buckets(0, HashBucket.COUNT));
  }

  private Future<Integer> delete(String container, int bucket) {
    return postgres
        .work(sql, Tuple.of(container, (short) bucket, ROWS_PER_STATEMENT))
        .map(rows -> rows.iterator().next().getLong("deleted").intValue());
  }
}
