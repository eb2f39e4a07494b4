package io.longshore.service.personalize.record;

import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * The rows that a full import packed, as they are stored; then the rows of the hash buckets that
 * have no packs, whose packs were removed, or in which calls put selected rows.
 */
final class PackedRows implements RowSource {

  private static final int TARGET_BYTES = 384 * 1024;

  private static final String FOUND =
      """
      select bucket, n, rows, octet_length(lines) as bytes from personalize_packed p
       where container = $1 and bucket = any($2) and load = $3 and columns = $4
         and not exists (
           select 1 from personalize_record r
            where r.container = $1 and r.bucket = p.bucket and r.load is null and r.seq <= $5)
       order by bucket, n""";

  private static final String LINES =
      """
      select p.lines
        from unnest($3::smallint[], $4::integer[]) as w (bucket, n)
        join personalize_packed p
          on p.container = $1 and p.bucket = w.bucket and p.load = $2 and p.n = w.n
       order by p.bucket, p.n""";

  private record Pack(short bucket, int n, int rows, int bytes) {}

  private final SqlClient client;
  private final String dataset;
  private final UUID load;
  private final int columns;
  private final long seq;
  private final Collection<Integer> buckets;
  private final Function<Collection<Integer>, RowSource> others;
  private final Deque<Pack> packs = new ArrayDeque<>();
  private RowSource unpacked;

  /**
   * @param selection its loads were packed together
   * @param others the rows of hash buckets that are not read from packs
   */
  PackedRows(
      SqlClient client,
      String dataset,
      ExportSelection selection,
      Collection<Integer> buckets,
      Function<Collection<Integer>, RowSource> others) {
    this.client = client;
    this.dataset = dataset;
    this.load = VisibleLoads.first(selection.loads());
    this.columns = selection.columns();
    this.seq = selection.seq();
    this.buckets = buckets;
    this.others = others;
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    return unpacked == null ? found().compose(found -> chunk()) : chunk();
  }

  private Future<Optional<RowChunk>> chunk() {
    return packs.isEmpty() ? unpacked.next() : lines(some()).map(Optional::of);
  }

  private Future<Void> found() {
    Short[] which = buckets.stream().map(Integer::shortValue).toArray(Short[]::new);
    return client
        .preparedQuery(FOUND)
        .execute(Tuple.of(dataset, which, load, columns, seq))
        .map(
            rows -> {
              Collection<Integer> left = new TreeSet<>(buckets);
              for (Row row : rows) {
                packs.add(pack(row));
                left.remove(row.getInteger("bucket"));
              }
              unpacked = others.apply(left);
              return null;
            });
  }

  /** Enough packs for a chunk, at least one. */
  private List<Pack> some() {
    List<Pack> some = new ArrayList<>();
    int bytes = 0;
    do {
      Pack pack = packs.remove();
      bytes += pack.bytes();
      some.add(pack);
    } while (!packs.isEmpty() && bytes + packs.element().bytes() <= TARGET_BYTES);
    return some;
  }

  private Future<RowChunk> lines(List<Pack> some) {
    Short[] in = some.stream().map(Pack::bucket).toArray(Short[]::new);
    Integer[] at = some.stream().map(Pack::n).toArray(Integer[]::new);
    return client
        .preparedQuery(LINES)
        .execute(Tuple.of(dataset, load).addValue(in).addValue(at))
        .map(rows -> chunk(some, rows));
  }

  private static RowChunk chunk(List<Pack> some, RowSet<Row> found) {
    if (found.size() != some.size()) {
      throw new IllegalStateException("Packed rows went while an export read them");
    }
    Buffer lines = Buffer.buffer(some.stream().mapToInt(Pack::bytes).sum());
    found.forEach(row -> lines.appendBuffer(row.getBuffer("lines")));
    return new RowChunk(some.stream().mapToInt(Pack::rows).sum(), lines);
  }

  private static Pack pack(Row row) {
    return new Pack(
        row.getShort("bucket"),
        row.getInteger("n"),
        row.getInteger("rows"),
        row.getInteger("bytes"));
  }
}
