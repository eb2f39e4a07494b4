package io.longshore.service.cleanroomsml.model;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.service.cleanroomsml.model.UserProfile.Part;
import io.longshore.service.cleanroomsml.profile.ProfileBlock;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads a model's users in pages, hash bucket by hash bucket. For one context. */
public final class UserProfileRows {

  private static final int BLOCKS = 16; // of 32 KiB

  private static final String SELECT =
      """
      select id, profiles from cleanroomsml_profile_block
       where container = $1 and bucket = $2 and id > $3
       order by id limit %d"""
          .formatted(BLOCKS);

  private static final int USERS = 1000; // of at most 500 items each

  /** The users of a model that an older version has trained. */
  private static final String SELECT_USERS =
      """
      select id, items from cleanroomsml_profile
       where container = $1 and bucket = $2 and id > $3 and items[1] is not null
       order by id limit %d"""
          .formatted(USERS);

  private static final String IS_IN_BLOCKS =
      """
      -- all buckets: one row of any
      select 1 from cleanroomsml_profile_block where container = $1 limit 1""";

  private static final String SEED =
      """
      select id, held from cleanroomsml_seed
       where container = $1 and bucket = $2 and attempt = $3""";

  private final Postgres postgres;
  private final String model;
  private final String job;
  private final UUID attempt;
  private Future<Boolean> inBlocks; // null before the first read

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

    /**
     * @param page decodes itself, best on a worker thread
     */
    Future<Void> take(int bucket, ProfilePage page);
  }

  /**
   * All users of these hash buckets.
   *
   * @param atOnce how many buckets are read at once
   */
  public Future<Void> everybody(List<Integer> buckets, int atOnce, Reader reader) {
    return BoundedParallel.each(
        buckets,
        atOnce,
        bucket -> seedOf(bucket).compose(seed -> pages(bucket, id -> true, seed, reader)));
  }

  /** Users of the seed. */
  public Future<Void> seed(int atOnce, Reader reader) {
    List<Integer> all = IntStream.range(0, HashBucket.COUNT).boxed().toList();
    return BoundedParallel.each(
        all,
        atOnce,
        bucket ->
            seedOf(bucket)
                .compose(
                    seed ->
                        seed.isEmpty()
                            ? Future.succeededFuture()
                            : pages(bucket, seed::containsKey, seed, reader)));
  }

  /** These users, as users outside of the seed. */
  public Future<Void> some(List<String> ids, int atOnce, Reader reader) {
    Map<Integer, Set<String>> byBucket =
        ids.stream()
            .collect(
                Collectors.groupingBy(
                    id -> (int) HashBucket.of(id), Collectors.toCollection(HashSet::new)));
    return BoundedParallel.each(
        byBucket.keySet(),
        atOnce,
        bucket -> pages(bucket, byBucket.get(bucket)::contains, Map.of(), reader));
  }

  private Future<Map<String, Part>> seedOf(int bucket) {
    return postgres
        .work(SEED, Tuple.of(job, (short) bucket, attempt))
        .map(
            rows -> {
              Map<String, Part> seed = new HashMap<>();
              rows.forEach(
                  row ->
                      seed.put(
                          row.getString("id"), row.getBoolean("held") ? Part.HELD : Part.SEED));
              return seed;
            });
  }

  private Future<Void> pages(
      int bucket, Predicate<String> wanted, Map<String, Part> seed, Reader reader) {
    return isInBlocks()
        .compose(
            blocks ->
                AsyncLoop.whileTrue(
                    new Pages(bucket, blocks, rows -> () -> users(rows, wanted, seed), reader)
                        ::next));
  }

  private Future<Boolean> isInBlocks() {
    if (inBlocks == null) {
      inBlocks = postgres.work(IS_IN_BLOCKS, Tuple.of(model)).map(found -> found.size() > 0);
    }
    return inBlocks;
  }

  private static List<UserProfile> users(
      RowSet<Row> rows, Predicate<String> wanted, Map<String, Part> seed) {
    List<UserProfile> users = new ArrayList<>();
    for (Row row : rows) {
      if (row.getColumnName(1).equals("profiles")) {
        byte[] block = row.getBuffer("profiles").getBytes();
        ProfileBlock.users(block, wanted)
            .forEach(user -> users.add(user(user.id(), user.items(), seed)));
      } else if (wanted.test(row.getString("id"))) {
        users.add(user(row.getString("id"), unboxed(row.getArrayOfLongs("items")), seed));
      }
    }
    return users;
  }

  private static UserProfile user(String id, long[] items, Map<String, Part> seed) {
    return new UserProfile(id, items, seed.getOrDefault(id, Part.OUTSIDE));
  }

  private static long[] unboxed(Long[] boxed) {
    long[] items = new long[boxed.length];
    for (int at = 0; at < items.length; at++) {
      items[at] = boxed[at];
    }
    return items;
  }

  private interface Paging {
    ProfilePage page(RowSet<Row> rows);
  }

  private final class Pages {

    private final int bucket;
    private final boolean blocks;
    private final Paging paging;
    private final Reader reader;
    private String after = "";

    private Pages(int bucket, boolean blocks, Paging paging, Reader reader) {
      this.bucket = bucket;
      this.blocks = blocks;
      this.paging = paging;
      this.reader = reader;
    }

    private Future<Boolean> next() {
      return postgres
          .work(blocks ? SELECT : SELECT_USERS, Tuple.of(model, (short) bucket, after))
          .compose(this::taken);
    }

    private Future<Boolean> taken(RowSet<Row> rows) {
      if (rows.size() == 0) {
        return Future.succeededFuture(false);
      }
      rows.forEach(row -> after = row.getString("id"));
      boolean more = rows.size() == (blocks ? BLOCKS : USERS);
      return reader.take(bucket, paging.page(rows)).map(more);
    }
  }
}
