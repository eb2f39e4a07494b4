package io.longshore.server;

import io.longshore.objectstore.ObjectStores;
import io.longshore.store.Postgres;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * Where a test may put itself between the house and the world; the commands put nothing there.
 *
 * @param clock for signatures and dates; leases run by the database's
 * @param postgres what stands before the pools
 * @param stores what stands before S3
 */
public record TestSeams(
    InstantSource clock, UnaryOperator<Postgres> postgres, UnaryOperator<ObjectStores> stores) {

  static final TestSeams PLAIN =
      new TestSeams(InstantSource.system(), UnaryOperator.identity(), UnaryOperator.identity());
}
