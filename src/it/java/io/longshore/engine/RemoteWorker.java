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
 * The dependencies of a worker that reaches the database through a proxy with faults. It has a
 * Vert.x instance of its own because connection pools are shared by name within one.
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
