package io.longshore.server;

import io.longshore.api.HealthCheck;
import io.longshore.embedded.DiskSpace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * Checks that the disk of the embedded PostgreSQL and S3 is not full.
 *
 * @param folder the data folder
 */
record DiskHealthCheck(Vertx vertx, Path folder) implements HealthCheck {

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public Future<Void> check() {
    return vertx.executeBlocking(
        () -> {
          if (DiskSpace.isFull(folder)) {
            throw new IllegalStateException(DiskSpace.complaint(folder));
          }
          return null;
        },
        false);
  }
}
