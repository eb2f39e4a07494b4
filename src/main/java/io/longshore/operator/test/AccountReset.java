package io.longshore.operator.test;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.transition.JobDeletionStore;
import io.longshore.operator.seed.LoopbackCalls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One reset of an account: ends its jobs, deletes its resources by the operations of their
 * services, awaits the purges, and forgets the jobs.
 */
final class AccountReset {

  /** Less than a call may take. */
  private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final long LOOK_MILLIS = 50;
  private static final int BATCH = 1_000;
  private static final Pattern BUCKET = Pattern.compile("<Bucket>.*?<Name>([^<]*)</Name>");
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

  private final Vertx vertx;
  private final JobStore engine;
  private final AccountRowStore rows;
  private final JobDeletionStore jobs;
  private final LoopbackCalls calls;
  private final String account;
  private final String[] services;
  private final Set<String> deleted = new HashSet<>();
  private final long end = System.nanoTime() + BOUND_NANOS;

  /**
   * @param services only those of these services; null for all
   */
  AccountReset(
      Vertx vertx,
      JobStore engine,
      AccountRowStore rows,
      JobDeletionStore jobs,
      LoopbackCalls calls,
      String account,
      String[] services) {
    this.vertx = vertx;
    this.engine = engine;
    this.rows = rows;
    this.jobs = jobs;
    this.calls = calls;
    this.account = account;
    this.services = services;
  }

  /**
   * What is left of the account's jobs and resources.
   *
   * @param done whether nothing is
   */
  record Result(int jobs, int resources, boolean done) {}

  Future<Result> run() {
    return jobsEnded()
        .compose(ended -> resourcesDeleted())
        .compose(
            gone ->
                jobsEnded()
                    .compose(
                        ended ->
                            forgotten()
                                .map(count -> new Result(count, deleted.size(), gone && ended))));
  }

  /** Cancels what is unfinished and awaits the ends; returns whether all have ended. */
  private Future<Boolean> jobsEnded() {
    return untilNothing(
        () ->
            rows.unfinished(account, services)
                .compose(
                    unfinished ->
                        AsyncLoop.forEach(unfinished, engine::requestCancel)
                            .map(done -> unfinished.isEmpty())));
  }

  /** Deletes until all lists are empty: what others still need is refused at first. */
  private Future<Boolean> resourcesDeleted() {
    return untilNothing(
        () -> {
          AtomicInteger found = new AtomicInteger();
          return AsyncLoop.forEach(kinds(), kind -> deleteAll(kind, found))
              .map(done -> found.get() == 0);
        });
  }

  private List<ResourceKind> kinds() {
    return ResourceKind.ALL.stream()
        .filter(kind -> services == null || Set.of(services).contains(kind.service()))
        .toList();
  }

  private Future<Void> deleteAll(ResourceKind kind, AtomicInteger found) {
    return kind.ids(calls)
        .compose(
            ids -> {
              found.addAndGet(ids.size());
              return AsyncLoop.forEach(
                  ids,
                  id -> kind.delete(calls, id).onSuccess(done -> deleted.add(id)).otherwiseEmpty());
            });
  }

  private Future<Boolean> untilNothing(Supplier<Future<Boolean>> attempt) {
    AtomicBoolean done = new AtomicBoolean();
    return AsyncLoop.whileTrue(
            () ->
                attempt
                    .get()
                    .compose(
                        nothing -> {
                          done.set(nothing);
                          return nothing || System.nanoTime() - end > 0
                              ? Future.succeededFuture(false)
                              : vertx.timer(LOOK_MILLIS).map(true);
                        }))
        .map(over -> done.get());
  }

  private Future<Integer> forgotten() {
    AtomicInteger all = new AtomicInteger();
    return AsyncLoop.whileTrue(
            () ->
                jobs.forget(account, services, BATCH)
                    .onSuccess(all::addAndGet)
                    .map(count -> count == BATCH))
        .map(done -> all.get());
  }

  /** Deletes the objects in the account's buckets of the embedded S3; returns how many. */
  static Future<Integer> emptyBuckets(LoopbackCalls calls) {
    AtomicInteger objects = new AtomicInteger();
    return calls
        .s3("GET", "/", Buffer.buffer())
        .map(list -> all(BUCKET, list))
        .compose(buckets -> AsyncLoop.forEach(buckets, bucket -> empty(calls, bucket, objects)))
        .map(done -> objects.get());
  }

  private static Future<Void> empty(LoopbackCalls calls, String bucket, AtomicInteger objects) {
    return AsyncLoop.whileTrue(
        () ->
            calls
                .s3("GET", "/" + bucket + "?encoding-type=url&list-type=2", Buffer.buffer())
                .map(list -> all(KEY, list))
                .compose(
                    keys ->
                        AsyncLoop.forEach(
                                keys,
                                key ->
                                    calls
                                        .s3(
                                            "DELETE",
                                            "/" + bucket + "/" + path(key),
                                            Buffer.buffer())
                                        .onSuccess(gone -> objects.incrementAndGet()))
                            .map(done -> !keys.isEmpty())));
  }

  /** The listing has keys as in a URL, except for plus signs. */
  private static String path(String key) {
    return key.replace("+", "%20").replace("%2F", "/");
  }

  private static List<String> all(Pattern pattern, Buffer xml) {
    return pattern
        .matcher(xml.toString().replace("\n", ""))
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
