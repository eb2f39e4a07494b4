package io.longshore.transfer.write;

import static io.longshore.fixture.Waiting.await;

import io.longshore.fixture.Backends;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table with the columns that exports read. */
final class BigTable implements AutoCloseable {

  private static final String AWKWARD = "\"Name\":\"a\\\"b,c\\nd\\\\e 🚢 é 100%\"";
  private final Vertx vertx = Vertx.vertx();
  private final Postgres postgres = Postgres.connect(vertx, Backends.freshDatabase());
  final Pool pool = postgres.work();
  final Pool scans = postgres.scans();

  BigTable() {
    await(
        pool.query(
                """
                create table big (container text collate "C" not null, bucket smallint not null,
                  id text collate "C" not null, line text not null, team text,
                  primary key (container, bucket, id))
                """)
            .execute());
  }

  @Override
  public void close() {
    await(postgres.close());
    await(vertx.close());
  }

  interface BucketOf {
    short bucket(int row);
  }

  /**
   * Inserts rows e0, e1, ... with special characters; returns the lines in their expected order.
   */
  Map<String, String> given(String container, int count, BucketOf hash, int padding) {
    return given(container, count, hash, padding, "e%d");
  }

  /**
   * @param ids the format of the ids
   */
  Map<String, String> given(String container, int count, BucketOf hash, int padding, String ids) {
    Map<String, String> lines = new TreeMap<>();
    List<Tuple> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String team = "team-" + i % 5;
      String id = ids.formatted(i);
      String line =
          "{\"Id\":\"%s\",%s,\"Team\":\"%s\",\"Pad\":\"%s\"}"
              .formatted(id, AWKWARD, team, "x".repeat(padding));
      short bucket = hash.bucket(i);
      lines.put("%03d %s".formatted(bucket, id), line + "\n");
      rows.add(Tuple.of(container, bucket, id, line, team));
    }
    Future<?> inserted = Future.succeededFuture();
    for (int from = 0; from < count; from += 5_000) {
      List<Tuple> some = rows.subList(from, Math.min(count, from + 5_000));
      inserted =
          inserted.compose(
              done ->
                  pool.preparedQuery("insert into big values ($1, $2, $3, $4, $5)")
                      .executeBatch(some));
    }
    await(inserted);
    return lines;
  }
}
