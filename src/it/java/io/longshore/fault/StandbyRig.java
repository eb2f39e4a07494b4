package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.S3Objects;
import io.longshore.job.JobId;
import io.longshore.store.Migrations;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An app on a PostgreSQL with a standby, and servers whose exports read from one or the other. */
final class StandbyRig implements AutoCloseable {

  static final int PIECES = 2;
  static final Duration BOUND = Duration.ofSeconds(90);

  private static final String BUCKET = "standby-it";

  final Vertx vertx = Vertx.vertx();
  final TestCluster primary;
  final TestCluster standby;
  final DatabaseConfig database;
  final TestData data;
  final String app;
  private final Path folder;
  private final S3Objects objects = new S3Objects(Backends.s3());

  /**
   * @param settings of the standby's server
   */
  StandbyRig(Path folder, int endpoints, Map<String, String> settings) throws IOException {
    this.folder = folder;
    primary = TestCluster.start(Files.createDirectory(folder.resolve("primary")));
    String name = primary.freshDatabase();
    database = primary.database(name, primary.port());
    Migrations.run(database);
    data = new TestData(vertx, database, BUCKET);
    app = data.app(endpoints);
    standby = primary.standby(Files.createDirectory(folder.resolve("standby")), settings);
    objects.createBucket(BUCKET);
    objects.createBucket("longshore-assets");
  }

  /** A server whose exports read from the standby, or from the primary. */
  Installation installation(String name, boolean reads) throws IOException {
    S3Config s3 = Backends.s3();
    Path own = Files.createDirectories(folder.resolve(name));
    Map<String, String> flags =
        new HashMap<>(
            Map.of(
                "database.url", database.url(),
                "database.user", database.user(),
                "database.password", database.password(),
                "s3.endpoint", s3.endpoint().orElseThrow().toString(),
                "s3.accessKey", s3.accessKey().orElseThrow(),
                "s3.secretKey", s3.secretKey().orElseThrow(),
                "auth.keys_FILE",
                    Files.writeString(own.resolve("keys"), "me secret 000000000000\n").toString(),
                "roles", "{\"arn:aws:iam::*:role/*\":{\"allowed\":\"s3://*\"}}"));
    if (reads) {
      flags.put("database.readUrls", readUrl());
      flags.put("database.readWait", "60s");
    }
    return Installation.start(own, flags);
  }

  String readUrl() {
    String path = database.url().substring(database.url().lastIndexOf('/'));
    return "postgresql://127.0.0.1:" + standby.port() + path;
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
    standby.close();
    primary.close();
    await(vertx.close());
  }
}
