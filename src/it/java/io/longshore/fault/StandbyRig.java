package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.ReplicatedPostgres;
import io.longshore.fixture.S3Objects;
import io.longshore.job.JobId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An app on a PostgreSQL with a standby, and servers whose exports read from one or the other. */
final class StandbyRig implements AutoCloseable {

  static final int PIECES = 2;
  static final Duration BOUND = Duration.ofSeconds(90);
  static final String BUCKET = "standby-it";

  final Vertx vertx = Vertx.vertx();
  final ReplicatedPostgres postgres;
  final TestData data;
  final String app;
  final S3Objects objects = new S3Objects(Backends.s3());

  /**
   * @param settings of the standby's server
   */
  StandbyRig(Path folder, int endpoints, Map<String, String> settings) throws IOException {
    postgres = new ReplicatedPostgres(folder);
    data = new TestData(vertx, postgres.database, BUCKET);
    app = data.app(endpoints);
    postgres.replicate(settings);
    objects.createBucket(BUCKET);
  }

  /** A server whose exports read from the standby, or from the primary. */
  Installation installation(String name, boolean reads) throws IOException {
    return postgres.installation(name, reads, Map.of());
  }

  /** The uncompressed content of each piece's object. */
  List<String> content(JobId job) {
    return IntStream.range(0, PIECES)
        .mapToObj(
            piece ->
                new String(
                    Gzip.plain(objects.bytes(BUCKET, ResultVerifier.partKey(job, piece))), UTF_8))
        .toList();
  }

  PrometheusSeries metrics(Installation server) {
    return PrometheusSeries.until(vertx, server.management(), "any", all -> true);
  }

  double rowsOf(Installation server, String node) {
    return metrics(server).value("longshore_read_rows_total", "node", node);
  }

  @Override
  public void close() {
    objects.close();
    await(data.postgres.close());
    postgres.close();
    await(vertx.close());
  }
}
