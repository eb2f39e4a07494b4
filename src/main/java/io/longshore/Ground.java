package io.longshore;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.edge.Contracts;
import io.longshore.edge.Meters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;

/**
 * What a server needs before anything else, and no other server for.
 *
 * @param contracts on their way
 */
record Ground(Vertx vertx, PrometheusMeterRegistry registry, Meters meters, Contracts contracts) {

  static Ground lay(Closings closings) {
    PrometheusMeterRegistry registry = Metering.registry();
    Vertx vertx = Metering.vertx(registry);
    closings.add("Vert.x", () -> Waits.await("Vert.x", vertx.close()));
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx.eventBus().registerDefaultCodec(Answer.class, new LocalCodec<>(Answer.class));
    Contracts contracts = Contracts.begin(vertx, Services.PROFILES);
    return new Ground(vertx, registry, new Meters(registry), contracts);
  }
}
