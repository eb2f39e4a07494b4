package io.longshore.server;

import io.longshore.config.LongshoreConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.fate.JobFates;
import io.longshore.engine.maintenance.MaintenanceVerticle;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.engine.worker.WorkerDependencies;
import io.longshore.metrics.EngineMetrics;
import io.longshore.objectstore.ObjectStores;
import io.longshore.store.Postgres;
import io.vertx.core.Deployable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The verticles of the engine: upkeep and the worker. */
final class EngineVerticles {

  private EngineVerticles() {}

  /** The verticles, one instance each, by their names in the log. */
  static Map<String, Supplier<Deployable>> of(
      ServerRuntime runtime,
      LongshoreConfig config,
      Postgres postgres,
      JobTypeRegistry types,
      ObjectStores stores,
      JobFates fates) {
    WorkerDependencies dependencies =
        new WorkerDependencies(
            postgres,
            types,
            stores,
            config.worker(),
            new EngineMetrics(runtime.registry()),
            new SplittableRandom(),
            System::nanoTime,
            fates,
            runtime.tracing());
    Map<String, Supplier<Deployable>> all = new LinkedHashMap<>();
    all.put("Upkeep", () -> new MaintenanceVerticle(dependencies, config.upkeep()));
    all.put("Worker", () -> new JobWorkerVerticle(dependencies, config.drain()));
    return all;
  }
}
