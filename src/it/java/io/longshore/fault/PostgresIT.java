package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.TcpFaults.Mode;
import io.longshore.job.JobId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** PostgreSQL crashes, is disconnected or stops responding while jobs are created and run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresIT {

  private static final Duration READY_AGAIN = Duration.ofSeconds(15);
  private static final int MAKERS = 2;

  private ReplicaCluster cluster;
  private Replica replica;
  private PinpointAsyncClient client;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("postgres-it");
  }

  @BeforeEach
  void start() {
    cluster.objects.empty(cluster.bucket);
    cluster.rows("delete from job");
    replica = cluster.jar();
    client =
        PinpointAsyncClient.builder()
            .endpointOverride(replica.http())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("fault", "secret")))
            .build();
  }

  @AfterEach
  void reset() {
    client.close();
    cluster.reset();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void no_acknowledged_job_is_lost_when_postgresql_crashes() {
    String app = cluster.app(100);
    int crashes = FaultSettings.pick(2, 10);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    List<JobId> acknowledged = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> makers = new ArrayList<>();
    for (int nth = 0; nth < MAKERS; nth++) {
      makers.add(CompletableFuture.runAsync(() -> make(app, acknowledged, refused, over)));
    }
    List<Long> ready = new ArrayList<>();
    for (int nth = 0; nth < crashes; nth++) {
      int more = acknowledged.size() + 10;
      cluster.until(
          "jobs are acknowledged", Duration.ofSeconds(60), () -> acknowledged.size() >= more);
      cluster.postgresql().stopImmediately();
      cluster.until("the server is not ready", Duration.ofSeconds(60), () -> !isReady());
      cluster.postgresql().start();
      long began = System.nanoTime();
      cluster.until("the server is ready", Duration.ofSeconds(60), this::isReady);
      ready.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
    }
    over.set(true);
    makers.forEach(CompletableFuture::join);
    cluster.untilFinished(Duration.ofMinutes(4));

    assertThat(ready).allMatch(millis -> millis <= READY_AGAIN.toMillis());
    List<JobId> succeeded = succeeded(app);
    assertThat(succeeded).containsAll(acknowledged);
    cluster.verifier.assertExactly(app, succeeded, 1);
    FaultSettings.record(
        "PostgreSQL crashed %d times: %d jobs acknowledged, 0 lost, %d stored without an answer,"
            + " %d calls refused, ready again after %s ms",
        crashes, acknowledged.size(), succeeded.size() - acknowledged.size(), refused.get(), ready);
  }

  @Test
  void jobs_continue_after_postgresql_was_disconnected_or_unresponsive() {
    String app = cluster.app(100);
    List<JobId> jobs = new ArrayList<>();
    for (int nth = 0; nth < FaultSettings.pick(1, 5); nth++) {
      jobs.addAll(cluster.exports(4, app, 2));
      cluster.wire.delay(20);
      cluster.wire.resetAfter(20_000);
      cluster.wire.dropResponse(60);
      cluster.untilFinished(Duration.ofMinutes(1));
      cluster.wire.delay(0);
      jobs.addAll(cluster.exports(4, app, 2));
      cluster.until(
          "the first tasks are done", Duration.ofSeconds(30), () -> cluster.unfinished() < 4);
      cluster.wire.reset();
      cluster.untilFinished(Duration.ofMinutes(1));
    }
    cluster.wire.mode(Mode.BLACK_HOLE);
    jobs.addAll(cluster.exports(4, app, 2));
    cluster.until("the server is not ready", Duration.ofMinutes(2), () -> !isReady());
    cluster.wire.mode(Mode.PASS);
    long began = System.nanoTime();
    cluster.until("the server is ready", Duration.ofMinutes(2), this::isReady);
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    cluster.untilFinished(Duration.ofMinutes(2));
    long last = Duration.ofNanos(System.nanoTime() - began).toMillis();

    assertThat(succeeded(app)).containsExactlyInAnyOrderElementsOf(jobs);
    cluster.verifier.assertExactly(app, jobs, 2);
    FaultSettings.record(
        "PostgreSQL delayed, disconnected, reset and unresponsive: %d of %d jobs done; after a black hole ready in"
            + " %d ms, all done in %d ms",
        jobs.size(), jobs.size(), millis, last);
  }

  private void make(
      String app, List<JobId> acknowledged, AtomicInteger refused, AtomicBoolean over) {
    while (!over.get()) {
      try {
        String id =
            client
                .createExportJob(
                    request ->
                        request
                            .applicationId(app)
                            .exportJobRequest(
                                job ->
                                    job.roleArn(ReplicaCluster.ROLE)
                                        .s3UrlPrefix("s3://" + cluster.bucket + "/out/")))
                .join()
                .exportJobResponse()
                .id();
        acknowledged.add(JobId.parse(id).orElseThrow());
      } catch (RuntimeException failure) {
        if (!(failure.getCause() instanceof SdkException)) {
          throw failure;
        }
        refused.incrementAndGet();
      }
    }
  }

  private List<JobId> succeeded(String app) {
    return cluster
        .rows("select id from job where state = 'SUCCEEDED' and container = $1", app)
        .stream()
        .map(row -> new JobId(row.getUUID("id")))
        .toList();
  }

  private boolean isReady() {
    try {
      HttpRequest ask =
          HttpRequest.newBuilder(replica.management().resolve("/health/ready"))
              .timeout(Duration.ofSeconds(20))
              .build();
      return HttpClient.newHttpClient()
              .send(ask, HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException failure) {
      return false;
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure);
    }
  }
}
