package io.longshore.server;

import io.longshore.objectstore.ObjectStores;
import io.longshore.store.Postgres;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * Where a test may intercept the clock, PostgreSQL and S3; the commands intercept nothing.
 *
 * @param clock for signatures and timestamps; leases use the database's clock
 * @param postgres wraps the connection pools
 * @param stores wraps the object stores
 */
public record TestSeams(
    InstantSource clock, UnaryOperator<Postgres> postgres, UnaryOperator<ObjectStores> stores) {

  static final TestSeams PLAIN =
      new TestSeams(InstantSource.system(), UnaryOperator.identity(), UnaryOperator.identity());
}
