package io.longshore;

import io.longshore.engine.JobStore;
import io.longshore.engine.JobTypes;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.dataexchange.DataExchangeVerticle;
import io.longshore.service.personalize.PersonalizeVerticle;
import io.longshore.service.personalize.Removal;
import io.longshore.service.pinpoint.AppRemoval;
import io.longshore.service.pinpoint.AttributeRemoval;
import io.longshore.service.pinpoint.EndpointExport;
import io.longshore.service.pinpoint.PinpointVerticle;
import io.longshore.store.Postgres;
import io.longshore.transfer.Exporter;
import io.longshore.transfer.GzipMembers;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What this process serves and what its worker knows: the part of {@link Wiring} that grows. */
final class Services {

  private Services() {}

  /** A verticle for each contract; a new one is a line here. */
  static List<Supplier<ServiceVerticle>> verticles(
      Postgres postgres, JobStore jobs, InstantSource clock) {
    return List.of(
        () -> new PinpointVerticle(postgres, jobs, clock, new SplittableRandom()),
        () -> new DataExchangeVerticle(postgres, clock),
        () -> new PersonalizeVerticle(postgres, jobs, clock));
  }

  /** Every job type that this process knows; a new one is a line here. */
  static JobTypes jobTypes(Vertx vertx, Postgres postgres) {
    Exporter gzip = new Exporter(vertx, GzipMembers.fastest());
    return new JobTypes(
        List.of(
            new EndpointExport(postgres, gzip),
            new AppRemoval(postgres),
            new AttributeRemoval(postgres, new SplittableRandom()),
            new Removal(postgres)));
  }
}
