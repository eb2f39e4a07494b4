package io.longshore.bench;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.S3Objects;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Apps with many endpoints on a server, and two ways to export them to its S3. */
final class ExportBenchRig implements AutoCloseable {

  static final String BUCKET = "bench-exports";
  private static final long POLL_MILLIS = 50; // polling more often would add load
  private static final String ROLE = "arn:aws:iam::000000000000:role/export";

  /**
   * Lines of about 330 bytes in the form in which the service renders them, in the order of the
   * primary key.
   */
  private static final String LOAD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
      select ?, (crc32c(convert_to(id, 'UTF8')) & 255)::smallint as bucket, id,
             format('{"Address":"customer%s@example.com","ApplicationId":"%s","Attributes":{'
                 '"Plan":["%s"],"City":["c%s"]},"ChannelType":"EMAIL","CohortId":"%s",'
                 '"CreationDate":"2026-11-21T10:%s:%s.%sZ","EffectiveDate":"2026-11-21T10:15:30.000Z",'
                 '"EndpointStatus":"ACTIVE","Id":"%s","OptOut":"NONE","User":{"UserId":"user-%s"}}',
               n, ?, (array['gold', 'free', 'silver'])[n % 3 + 1], n * 7919 % 1000, n % 100,
               lpad((n % 60)::text, 2, '0'), lpad((n / 60 % 60)::text, 2, '0'),
               lpad((n % 1000)::text, 3, '0'), id, n / 2),
             1, n, 'user-' || n / 2
        from (select n, 'endpoint-' || lpad(n::text, 7, '0') as id
                from generate_series(0::bigint, ? - 1) n) numbered
       order by bucket, id""";

  /**
   * The content of objects regardless of order: the number of rows and the sum of their checksums.
   */
  record Content(long rows, long checksums) {}

  private final ServerProcess server;
  private final DatabaseConfig database;
  private final S3Objects objects;
  private final PinpointAsyncClient pinpoint;
  private final EndpointSamples samples;

  ExportBenchRig(ServerProcess server) throws Exception {
    this.server = server;
    this.database = server.database();
    this.objects = server.objects();
    this.pinpoint = server.client(PinpointAsyncClient.builder());
    this.samples = new EndpointSamples(pinpoint, objects);
  }

  void createBucket() {
    objects.createBucket(BUCKET);
  }

  EndpointSamples samples() {
    return samples;
  }

  /** An app whose rows SQL writes in the order of the primary key and vacuums, as no user has. */
  String ordered(long rows) throws Exception {
    String app = samples.app();
    load(app, rows);
    return app;
  }

  private void load(String app, long rows) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + database.url(), database.user(), database.password());
        PreparedStatement load = connection.prepareStatement(LOAD);
        Statement statement = connection.createStatement()) {
      load.setString(1, app);
      load.setString(2, app);
      load.setLong(3, rows);
      load.executeUpdate();
      statement.execute("vacuum analyze pinpoint_endpoint");
      statement.execute("checkpoint");
    }
  }

  /** Waits until the blocks that an export requested are built, and prints how large they are. */
  void awaitBlocks() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      long left = 1;
      while (left > 0) {
        new CompletableFuture<Void>()
            .completeOnTimeout(null, POLL_MILLIS, TimeUnit.MILLISECONDS)
            .join();
        left =
            number(
                statement,
                "select count(*) from pinpoint_block_container where next_bucket is not null");
      }
      System.out.printf(
          "blocks: %,d, %,d bytes of members, %,d bytes of table and index%n",
          number(statement, "select count(*) from pinpoint_block"),
          number(statement, "select sum(octet_length(members)) from pinpoint_block"),
          number(statement, "select pg_total_relation_size('pinpoint_block')"));
    }
  }

  private static long number(Statement statement, String sql) throws Exception {
    try (ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getLong(1);
    }
  }

  /** Creates an export job and waits until it is COMPLETED; returns the keys of its objects. */
  List<String> export(String app, String prefix) throws Exception {
    return export(app, prefix, ROLE);
  }

  /** The same under another role. */
  List<String> export(String app, String prefix, String role) throws Exception {
    ExportJobResponse job =
        pinpoint
            .createExportJob(
                request ->
                    request
                        .applicationId(app)
                        .exportJobRequest(
                            export ->
                                export
                                    .roleArn(role)
                                    .s3UrlPrefix("s3://" + BUCKET + "/" + prefix + "/")))
            .join()
            .exportJobResponse();
    while (job.jobStatus() != JobStatus.COMPLETED) {
      if (job.jobStatus() == JobStatus.FAILED) {
        throw new IllegalStateException("The export failed: " + job.failures());
      }
      new CompletableFuture<Void>()
          .completeOnTimeout(null, POLL_MILLIS, TimeUnit.MILLISECONDS)
          .join();
      String id = job.id();
      job =
          pinpoint
              .getExportJob(request -> request.applicationId(app).jobId(id))
              .join()
              .exportJobResponse();
    }
    return keys(prefix);
  }

  /** Exports the same rows by psql, gzip and aws. */
  List<String> pipeline(String app, String prefix) throws Exception {
    String copy =
        "\\copy (select line from pinpoint_endpoint where container ="
            + " (select coalesce(endpoints, id) from pinpoint_app where id = '%s')) to stdout";
    Commands.pipeline(
        "psql -qc \"%s\" '%s' | gzip -1 | aws --endpoint-url %s s3 cp - s3://%s/%s/all.gz"
            .formatted(copy.formatted(app), database.url(), server.http(), BUCKET, prefix),
        Map.of(
            "PGUSER", database.user(),
            "PGPASSWORD", database.password(),
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test",
            "AWS_DEFAULT_REGION", "us-east-1"));
    return keys(prefix);
  }

  private List<String> keys(String prefix) {
    return objects.keys(BUCKET).stream()
        .filter(key -> key.startsWith(prefix + "/") && key.endsWith(".gz"))
        .toList();
  }

  long bytes(List<String> keys) {
    return keys.stream().mapToLong(key -> objects.bytes(BUCKET, key).length).sum();
  }

  Content content(List<String> keys) throws IOException {
    long rows = 0;
    long checksums = 0;
    for (String key : keys) {
      byte[] object = objects.bytes(BUCKET, key);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(new ByteArrayInputStream(object), 1 << 16),
                  StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          CRC32 crc = new CRC32();
          crc.update(line.getBytes(StandardCharsets.UTF_8));
          checksums += crc.getValue();
          rows++;
        }
      }
    }
    return new Content(rows, checksums);
  }

  @Override
  public void close() {
    pinpoint.close();
    objects.close();
  }
}
