package io.longshore.engine.worker;

import io.longshore.engine.history.WorkerStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;

/** Reports that one worker runs, with its types and slots, and that it has stopped. */
public final class WorkerReport {

  private final WorkerStore workers;
  private final String name;
  private final String[] types;
  private final int slots;
  private final boolean records;

  /**
   * @param name as in the leases of the worker
   * @param records whether the replica records deletions for incremental exports
   */
  WorkerReport(Postgres postgres, String name, String[] types, int slots, boolean records) {
    this.workers = new WorkerStore(postgres);
    this.name = name;
    this.types = types.clone();
    this.slots = slots;
    this.records = records;
  }

  Future<Void> running() {
    return workers.report(name, types, slots, records);
  }

  Future<Void> stopped() {
    return workers.leave(name);
  }
}
