package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.TcpFaults;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.net.URI;

/**
 * What a worker far from the database needs, which it reaches by a wire of its own. On a Vert.x of
 * its own, too, because pools are shared by name within one.
 */
public record RemoteWorker(Vertx vertx, TcpFaults wire, Postgres postgres, S3ObjectStore s3)
    implements AutoCloseable {

  static RemoteWorker of(DatabaseConfig database) {
    Vertx vertx = Vertx.vertx();
    TcpFaults wire = new TcpFaults(vertx, URI.create(database.url()).getPort());
    Postgres postgres = Postgres.connect(vertx, wire.before(database));
    S3ObjectStore s3 = new S3ObjectStore(vertx, Backends.s3(), S3Timeouts.DEFAULT, false);
    return new RemoteWorker(vertx, wire, postgres, s3);
  }

  @Override
  public void close() {
    await(postgres.close());
    s3.close();
    wire.close();
    await(vertx.close());
  }
}
