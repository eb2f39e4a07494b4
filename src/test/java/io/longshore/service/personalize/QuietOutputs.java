package io.longshore.service.personalize;

import io.longshore.job.Outputs;
import io.vertx.core.Future;
import java.util.UUID;

/** For pieces that make no object. */
final class QuietOutputs implements Outputs {

  @Override
  public Future<Sink> open() {
    return Future.failedFuture("No object is made here");
  }

  @Override
  public void report(long rows) {
    // nobody watches
  }

  @Override
  public UUID load() {
    return new UUID(0, 0);
  }

  @Override
  public Future<Void> stopped() {
    return Future.future(never -> {});
  }
}
