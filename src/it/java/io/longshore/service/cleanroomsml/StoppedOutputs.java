package io.longshore.service.cleanroomsml;

import io.longshore.job.Outputs;
import io.vertx.core.Future;
import java.util.UUID;

/** Of a piece that must stop. */
final class StoppedOutputs implements Outputs {

  static final RuntimeException REASON = new IllegalStateException("The lease is lost");

  @Override
  public Future<Sink> open() {
    return Future.failedFuture(REASON);
  }

  @Override
  public void report(long rows) {
    throw REASON;
  }

  @Override
  public UUID load() {
    return new UUID(0, 2);
  }

  @Override
  public Future<Void> stopped() {
    return Future.failedFuture(REASON);
  }
}
