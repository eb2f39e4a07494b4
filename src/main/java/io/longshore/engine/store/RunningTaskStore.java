package io.longshore.engine.store;

import io.longshore.store.Postgres;
import io.vertx.core.Future;

/** Knows whether replicas are at work. */
public final class RunningTaskStore {

  private static final String ANY =
      """
      SELECT EXISTS (SELECT FROM task
                      WHERE state = 'RUNNING' AND lease_until > clock_timestamp()) AS running""";

  private RunningTaskStore() {}

  /** Whether any task of any job is running. */
  public static Future<Boolean> isAny(Postgres postgres) {
    return postgres.work(ANY).map(rows -> rows.iterator().next().getBoolean("running"));
  }
}
