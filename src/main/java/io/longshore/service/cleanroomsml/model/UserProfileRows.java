package io.longshore.service.cleanroomsml.model;

import io.longshore.async.AsyncLoop;
import io.longshore.service.cleanroomsml.model.UserProfile.Part;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads a model's users in pages, ordered by hash bucket and id. */
public final class UserProfileRows {

  private static final int PAGE = 1000; // of at most 500 items each

  private static final String EVERYBODY =
      """
      select p.id, p.items, s.held
        from cleanroomsml_profile p
        left join cleanroomsml_seed s
          on s.container = $4 and s.attempt = $5 and s.bucket = p.bucket and s.id = p.id
       where p.container = $1 and p.bucket = $2 and p.id > $3
       order by p.id limit $6""";

  private static final String SEED =
      """
      select p.id, p.items, s.held
        from cleanroomsml_seed s
        join cleanroomsml_profile p on p.container = $1 and p.bucket = s.bucket and p.id = s.id
       where s.container = $4 and s.attempt = $5 and s.bucket = $2 and s.id > $3
       order by s.id limit $6""";

  private static final String SOME =
      """
      select id, items, null::boolean as held
        from cleanroomsml_profile
       where container = $1 and bucket = $2 and id = any($3)
       order by id""";

  private final Postgres postgres;
  private final String model;
  private final String job;
  private final UUID attempt;

  /**
   * @param model the model's container
   * @param job the job of the seed
   * @param attempt the attempt at the plan that read the seed
   */
  public UserProfileRows(Postgres postgres, String model, String job, UUID attempt) {
    this.postgres = postgres;
    this.model = model;
    this.job = job;
    this.attempt = attempt;
  }

  /** Takes a page of users of one hash bucket, and completes when it is ready for the next. */
  public interface Reader {
    Future<Void> take(int bucket, List<UserProfile> page);
  }

  /** All users of these hash buckets. */
  public Future<Void> everybody(List<Integer> buckets, Reader reader) {
    return AsyncLoop.whileTrue(new Pages(EVERYBODY, buckets, reader)::next);
  }

  /** Users of the seed. */
  public Future<Void> seed(Reader reader) {
    List<Integer> all = IntStream.range(0, HashBucket.COUNT).boxed().toList();
    return AsyncLoop.whileTrue(new Pages(SEED, all, reader)::next);
  }

  /** These users, as users outside of the seed. */
  public Future<Void> some(List<String> ids, Reader reader) {
    Map<Integer, List<String>> byBucket =
        ids.stream().collect(Collectors.groupingBy(id -> (int) HashBucket.of(id)));
    return AsyncLoop.forEach(
        byBucket.entrySet(), bucket -> some(bucket.getKey(), bucket.getValue(), reader));
  }

  private Future<Void> some(int bucket, List<String> ids, Reader reader) {
    List<Integer> pages = IntStream.range(0, (ids.size() + PAGE - 1) / PAGE).boxed().toList();
    return AsyncLoop.forEach(
        pages,
        page -> {
          List<String> some = ids.subList(page * PAGE, Math.min(ids.size(), (page + 1) * PAGE));
          return postgres
              .work(SOME, Tuple.of(model, (short) bucket, some.toArray(String[]::new)))
              .compose(
                  rows ->
                      reader.take(bucket, rows.stream().map(UserProfileRows::profile).toList()));
        });
  }

  private final class Pages {

    private final String sql;
    private final Deque<Integer> buckets;
    private final Reader reader;
    private String after = "";

    private Pages(String sql, List<Integer> buckets, Reader reader) {
      this.sql = sql;
      this.buckets = new ArrayDeque<>(buckets);
      this.reader = reader;
    }

    private Future<Boolean> next() {
      if (buckets.isEmpty()) {
        return Future.succeededFuture(false);
      }
      int bucket = buckets.element();
      return postgres
          .work(sql, Tuple.of(model, (short) bucket, after, job, attempt, PAGE))
          .map(rows -> rows.stream().map(UserProfileRows::profile).toList())
          .compose(page -> taken(bucket, page).map(true));
    }

    private Future<Void> taken(int bucket, List<UserProfile> page) {
      boolean more = page.size() == PAGE;
      after = more ? page.get(PAGE - 1).id() : "";
      if (!more) {
        buckets.remove();
      }
      return page.isEmpty() ? Future.succeededFuture() : reader.take(bucket, page);
    }
  }

  private static UserProfile profile(Row row) {
    Long[] boxed = row.getArrayOfLongs("items");
    long[] items = new long[boxed.length];
    for (int at = 0; at < items.length; at++) {
      items[at] = boxed[at];
    }
    Boolean held = row.getBoolean("held");
    Part part = held == null ? Part.OUTSIDE : held ? Part.HELD : Part.SEED;
    return new UserProfile(row.getString("id"), items, part);
  }
}
