package io.longshore.bench;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.S3Objects;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** A server with Pinpoint's client, and the jobs that the benchmarks run on it. */
final class PinpointBenchRig implements AutoCloseable {

  static final String BUCKET = "bench-pinpoint";
  private static final String ROLE = "arn:aws:iam::000000000000:role/bench";
  private static final long POLL_MILLIS = 50; // polling more often would add load

  final PinpointAsyncClient pinpoint;
  final S3Objects objects;
  private final DatabaseConfig database;

  PinpointBenchRig(ServerProcess server) throws Exception {
    this.database = server.database();
    this.objects = server.objects();
    this.pinpoint = server.client(PinpointAsyncClient.builder());
    objects.createBucket(BUCKET);
  }

  String app() {
    return pinpoint
        .createApp(request -> request.createApplicationRequest(named -> named.name("bench")))
        .join()
        .applicationResponse()
        .id();
  }

  /**
   * Uploads a CSV file of that many endpoints with all members, in random order, and returns its
   * size.
   */
  long csv(String key, long from, long rows) {
    StringBuilder csv =
        new StringBuilder(
            "Id,ChannelType,Address,Attributes.Plan,Attributes.City,Metrics.Age,"
                + "Location.Country,Demographic.Platform,User.UserId,User.UserAttributes.Tier\n");
    for (int each : EndpointSamples.shuffled(rows)) {
      long n = from + each;
      csv.append("endpoint-")
          .append(String.format(Locale.ROOT, "%08d", n))
          .append(",EMAIL,customer");
      csv.append(n).append("@example.com,").append(n % 10 == 0 ? "gold" : "free").append(",c");
      csv.append(n * 7919 % 1000).append(',').append(18 + n % 60).append(',');
      csv.append(n % 3 == 0 ? "DE" : "FR").append(",linux,user-").append(n / 2).append(",t");
      csv.append(n % 7).append('\n');
    }
    byte[] bytes = csv.toString().getBytes(StandardCharsets.US_ASCII);
    objects.put(BUCKET, key, bytes);
    return bytes.length;
  }

  /** Imports into the app and waits until the job has ended; returns its status. */
  String imported(String app, String key, String format) {
    String id =
        pinpoint
            .createImportJob(
                request ->
                    request
                        .applicationId(app)
                        .importJobRequest(
                            job ->
                                job.format(format)
                                    .roleArn(ROLE)
                                    .registerEndpoints(true)
                                    .s3Url("s3://" + BUCKET + "/" + key)))
            .join()
            .importJobResponse()
            .id();
    return ended(
        () -> {
          var job =
              pinpoint.getImportJob(r -> r.applicationId(app).jobId(id)).join().importJobResponse();
          return job.jobStatusAsString() + (job.hasFailures() ? " " + job.failures() : "");
        });
  }

  /** Exports the app or one of its segments in the same way. */
  String exported(String app, String segment, String prefix) {
    return exported(ROLE, app, segment, prefix);
  }

  /** Exports under another role. */
  String exported(String role, String app, String segment, String prefix) {
    String id =
        pinpoint
            .createExportJob(
                request ->
                    request
                        .applicationId(app)
                        .exportJobRequest(
                            job ->
                                job.roleArn(role)
                                    .segmentId(segment)
                                    .s3UrlPrefix("s3://" + BUCKET + "/" + prefix)))
            .join()
            .exportJobResponse()
            .id();
    return ended(
        () -> {
          var job =
              pinpoint.getExportJob(r -> r.applicationId(app).jobId(id)).join().exportJobResponse();
          return job.jobStatusAsString() + " " + job.totalProcessed();
        });
  }

  private static String ended(Supplier<String> look) {
    String word = look.get();
    while (!word.startsWith("COMPLETED") && !word.startsWith("FAILED")) {
      new CompletableFuture<Void>()
          .completeOnTimeout(null, POLL_MILLIS, TimeUnit.MILLISECONDS)
          .join();
      word = look.get();
    }
    return word;
  }

  void sql(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The durations of the load phase and the commit phase of the newest finished job. */
  String phases() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                """
                select extract(epoch from c.at - p.at), extract(epoch from e.at - c.at)
                  from job_event p, job_event c, job_event e
                 where p.kind = 'STATUS' and c.kind = 'STATUS' and e.kind = 'STATUS'
                   and p.phase = 'WORKING' and c.job = p.job and c.phase = 'COMMITTING'
                   and e.job = p.job and e.phase = 'SUCCEEDED' order by e.at desc limit 1""")) {
      found.next();
      return "%.2f s loading, %.2f s switching".formatted(found.getDouble(1), found.getDouble(2));
    }
  }

  /** Runs a psql command such as {@code \copy}. */
  void psql(String command) throws Exception {
    Commands.pipeline(
        "psql -qc \"%s\" '%s'".formatted(command, database.url()),
        Map.of("PGUSER", database.user(), "PGPASSWORD", database.password()));
  }

  @Override
  public void close() {
    pinpoint.close();
    objects.close();
  }
}
