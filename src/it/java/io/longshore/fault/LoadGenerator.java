package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

/** Sends a fixed number of SDK calls a second, whether or not earlier calls have returned. */
final class LoadGenerator implements AutoCloseable {

  private static final int TICK_MILLIS = 20;

  private final Vertx vertx;
  private final PinpointAsyncClient client;
  private final AtomicLong sent = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<?>> open = new ConcurrentLinkedQueue<>();
  private final long timer;

  /**
   * @param retries whether the SDK retries
   */
  LoadGenerator(Vertx vertx, int port, String app, int perSecond, boolean retries) {
    this.vertx = vertx;
    this.client = client(port, retries);
    AtomicLong ticks = new AtomicLong();
    this.timer =
        vertx.setPeriodic(
            TICK_MILLIS,
            tick -> {
              long due = ticks.incrementAndGet() * perSecond * TICK_MILLIS / 1000;
              while (sent.get() < due) {
                call(app);
              }
            });
  }

  static PinpointAsyncClient client(int port, boolean retries) {
    RetryStrategy strategy =
        retries ? AwsRetryStrategy.standardRetryStrategy() : AwsRetryStrategy.doNotRetry();
    return PinpointAsyncClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("fault", "secret")))
        .overrideConfiguration(
            o -> o.retryStrategy(strategy).apiCallTimeout(Duration.ofSeconds(60)))
        .build();
  }

  static CompletableFuture<ImportJobResponse> importJob(
      PinpointAsyncClient client, String app, String from) {
    return client
        .createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        i ->
                            i.roleArn(ReplicaCluster.ROLE)
                                .s3Url(from)
                                .format("JSON")
                                .registerEndpoints(true)))
        .thenApply(answer -> answer.importJobResponse());
  }

  private void call(String app) {
    sent.incrementAndGet();
    CompletableFuture<?> answer = client.getApp(r -> r.applicationId(app));
    open.add(answer);
    answer.whenComplete(
        (ok, failure) -> {
          open.remove(answer);
          if (failure != null) {
            failures.add(failure);
          }
        });
  }

  long sent() {
    return sent.get();
  }

  /** Stops sending, waits for the calls in flight, and returns the failures. */
  List<Throwable> end() {
    vertx.cancelTimer(timer);
    while (!open.isEmpty()) {
      await(vertx.timer(20).mapEmpty());
    }
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    client.close();
  }
}
