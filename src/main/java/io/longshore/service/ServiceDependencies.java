package io.longshore.service;

import io.longshore.api.CallControls;
import io.longshore.api.Finding;
import io.longshore.async.BatchMeter;
import io.longshore.config.LongshoreConfig;
import io.longshore.objectstore.ObjectStores;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.BlockMeter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts of the process that services are built from.
 *
 * @param loads begins a COPY; see {@link BulkLoad#begin}
 * @param controls what tests do to calls
 * @param findings what is wrong with this process and the servers that it uses
 * @param batches measures calls that are written together
 * @param blocks measures rows that are kept compressed for exports
 */
public record ServiceDependencies(
    Vertx vertx,
    Postgres postgres,
    ObjectStores stores,
    Function<String, Future<BulkLoad.Load>> loads,
    LongshoreConfig config,
    InstantSource clock,
    CallControls controls,
    Supplier<Future<List<Finding>>> findings,
    BatchMeter batches,
    BlockMeter blocks) {

  private static final Supplier<Future<List<Finding>>> NO_FINDINGS =
      () -> Future.succeededFuture(List.of());

  /** Without test controls, findings and metrics. */
  public ServiceDependencies(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      LongshoreConfig config,
      InstantSource clock) {
    this(
        vertx,
        postgres,
        stores,
        loads,
        config,
        clock,
        CallControls.NONE,
        NO_FINDINGS,
        BatchMeter.NONE,
        BlockMeter.NONE);
  }
}
