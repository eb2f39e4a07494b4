package io.longshore.service.pinpoint.app;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.store.JobStore;
import io.longshore.job.NewJob;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A table that lists the apps whose rows a job must bring up to date after an upgrade. */
public final class AppQueueStore {

  private static final String TAKE =
      """
      with taken as (
        delete from %s
         where app = (select app from %<s order by app limit 1 for update skip locked)
        returning app)
      select taken.app, a.account, a.region from taken left join pinpoint_app a on a.id = taken.app""";

  /** A listed app and its owner. */
  public record ListedApp(String id, String account, String region) {}

  private final Postgres postgres;
  private final String take;

  public AppQueueStore(Postgres postgres, String table) {
    this.postgres = postgres;
    this.take = TAKE.formatted(table);
  }

  /**
   * Empties the table and creates a job for each app of it that still exists.
   *
   * @return how many jobs were created
   */
  public Future<Integer> createJobs(JobStore jobs, Function<ListedApp, NewJob> job) {
    AtomicInteger created = new AtomicInteger();
    return AsyncLoop.whileTrue(
            () ->
                postgres
                    .transact(tx -> next(tx, jobs, job))
                    .onSuccess(taken -> taken.ifPresent(app -> jobs.wake()))
                    .onSuccess(
                        taken ->
                            taken.ifPresent(app -> app.ifPresent(own -> created.incrementAndGet())))
                    .map(Optional::isPresent))
        .map(all -> created.get());
  }

  /** Empty when the table is; within, empty for an app that was deleted. */
  private Future<Optional<Optional<ListedApp>>> next(
      Transaction tx, JobStore jobs, Function<ListedApp, NewJob> job) {
    return tx.execute(take)
        .map(rows -> rows.stream().findFirst().map(AppQueueStore::app))
        .compose(
            taken ->
                taken
                    .flatMap(app -> app)
                    .map(app -> jobs.create(tx, job.apply(app)).map(taken))
                    .orElse(Future.succeededFuture(taken)));
  }

  private static Optional<ListedApp> app(Row row) {
    return Optional.ofNullable(row.getString("account"))
        .map(account -> new ListedApp(row.getString("app"), account, row.getString("region")));
  }
}
