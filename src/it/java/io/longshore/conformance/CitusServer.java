package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.CitusCluster;
import io.longshore.fixture.CitusCluster.Node;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

/** A server on a Citus cluster, and a file of endpoints. */
final class CitusServer implements AutoCloseable {

  static final String ACCOUNT = "111122223333";
  static final String ROLE = "arn:aws:iam::111122223333:role/rows";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  final Installation server;
  final S3Objects objects;
  final PinpointAsyncClient client;
  private final String bucket;
  private final int rows;

  /**
   * Starts a server.
   *
   * @param reads whether exports read from the worker nodes
   * @param rows the endpoints in the file, whose ids are e0, e1 and so on
   */
  CitusServer(Path folder, boolean reads, String bucket, int rows) throws IOException {
    Map<String, String> flags = new HashMap<>(Installation.foreignServerFlags(folder));
    if (reads) {
      String name = flags.get("database.url").replaceFirst(".*/", "");
      flags.put(
          "database.readUrls",
          CitusCluster.workers().stream()
              .map(node -> CitusCluster.config(node, name).url())
              .collect(Collectors.joining(",")));
    }
    this.bucket = bucket;
    this.rows = rows;
    server = Installation.start(folder.resolve("data"), flags);
    objects = new S3Objects(Backends.s3());
    objects.createBucket(bucket);
    client = Sdk.client(PinpointAsyncClient.builder(), server.uri(), ACCOUNT);
    String file =
        IntStream.range(0, rows)
            .mapToObj("e%1$d,EMAIL,e%1$d@example.com,u%1$d\n"::formatted)
            .collect(Collectors.joining("", "Id,ChannelType,Address,User.UserId\n", ""));
    objects.put(bucket, "endpoints.csv", file.getBytes(UTF_8));
  }

  String app() {
    return call(client.createApp(r -> r.createApplicationRequest(a -> a.name("citus"))))
        .applicationResponse()
        .id();
  }

  String startImport(String app) {
    return call(client.createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        i ->
                            i.format("CSV")
                                .roleArn(ROLE)
                                .s3Url("s3://" + bucket + "/endpoints.csv"))))
        .importJobResponse()
        .id();
  }

  /** Waits until the import of the file has ended, with all its rows. */
  void imported(String app, String job) {
    ImportJobResponse ended =
        until(
                () -> client.getImportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.importJobResponse().jobStatusAsString()))
            .importJobResponse();
    assertThat(ended.jobStatusAsString()).as(ended.toString()).isEqualTo("COMPLETED");
    assertThat(ended.totalProcessed()).isEqualTo(rows);
  }

  String startExport(String app, String prefix) {
    return call(client.createExportJob(
            r ->
                r.applicationId(app)
                    .exportJobRequest(
                        e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + bucket + "/" + prefix))))
        .exportJobResponse()
        .id();
  }

  /** Waits until the export has ended, and returns the number of its rows. */
  int exported(String app, String job) {
    ExportJobResponse ended =
        until(
                () -> client.getExportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.exportJobResponse().jobStatusAsString()))
            .exportJobResponse();
    assertThat(ended.jobStatusAsString()).as(ended.toString()).isEqualTo("COMPLETED");
    return ended.totalProcessed();
  }

  /** The lines of the packed objects below a prefix. */
  List<String> lines(String prefix) {
    return objects.keys(bucket).stream()
        .filter(key -> key.startsWith(prefix) && key.endsWith(".gz"))
        .flatMap(key -> new String(Gzip.plain(objects.bytes(bucket, key)), UTF_8).lines())
        .toList();
  }

  /** Kills the node, does something, and starts the node again. */
  void without(Node node, Runnable something) {
    CitusCluster.kill(node);
    try {
      until(this::readiness, said -> said.contains(node.name()));
      something.run();
    } finally {
      CitusCluster.start(node);
    }
    until(this::readiness, said -> said.contains("\"citus\":\"up\""));
  }

  private CompletableFuture<String> readiness() {
    HttpRequest get = HttpRequest.newBuilder(server.management().resolve("/health/ready")).build();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return HTTP.send(get, HttpResponse.BodyHandlers.ofString()).body();
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
          }
        });
  }

  @Override
  public void close() {
    client.close();
    server.close();
    objects.close();
  }
}
