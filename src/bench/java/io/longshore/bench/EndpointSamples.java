package io.longshore.bench;

import io.longshore.fixture.S3Objects;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/**
 * Generated endpoints whose lines have about 330 bytes, brought to an app as users bring them: by
 * an import job or by calls, in random order.
 */
final class EndpointSamples {

  private static final String ROLE = "arn:aws:iam::000000000000:role/bench";
  private static final long POLL_MILLIS = 50; // polling more often would add load
  private static final int BATCH = 100;
  private static final int CLIENTS = 8;

  private final PinpointAsyncClient pinpoint;
  private final S3Objects objects;

  EndpointSamples(PinpointAsyncClient pinpoint, S3Objects objects) {
    this.pinpoint = pinpoint;
    this.objects = objects;
  }

  /** A new app. */
  String app() {
    return pinpoint
        .createApp(request -> request.createApplicationRequest(named -> named.name("bench")))
        .join()
        .applicationResponse()
        .id();
  }

  /** The numbers from 0 in a random order, the same at every run. */
  static List<Integer> shuffled(long rows) {
    List<Integer> numbers =
        new ArrayList<>(IntStream.range(0, Math.toIntExact(rows)).boxed().toList());
    Collections.shuffle(numbers, new Random(rows));
    return numbers;
  }

  /** Uploads the endpoints as gzipped JSON lines in this order. */
  void jsonLines(String bucket, String key, List<Integer> numbers) throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(file, 1 << 16)) {
      for (int n : numbers) {
        gzip.write(line(n).getBytes(StandardCharsets.UTF_8));
      }
    }
    objects.put(bucket, key, file.toByteArray());
  }

  private static String line(int n) {
    return String.format(
        Locale.ROOT,
        "{\"Id\":\"%s\",\"ChannelType\":\"EMAIL\",\"Address\":\"customer%d@example.com\","
            + "\"Attributes\":{\"Plan\":[\"%s\"],\"City\":[\"c%d\"]},"
            + "\"User\":{\"UserId\":\"user-%d\"}}%n",
        id(n),
        n,
        plan(n),
        city(n),
        n / 2);
  }

  private static String id(int n) {
    return String.format(Locale.ROOT, "endpoint-%07d", n);
  }

  private static String plan(int n) {
    return List.of("gold", "free", "silver").get(n % 3);
  }

  private static long city(int n) {
    return n * 7919L % 1000;
  }

  /** Imports the object into the app, and waits until the job is COMPLETED. */
  void imported(String app, String bucket, String key) {
    ImportJobResponse job =
        pinpoint
            .createImportJob(
                request ->
                    request
                        .applicationId(app)
                        .importJobRequest(
                            definition ->
                                definition
                                    .format("JSON")
                                    .roleArn(ROLE)
                                    .registerEndpoints(true)
                                    .s3Url("s3://" + bucket + "/" + key)))
            .join()
            .importJobResponse();
    while (job.jobStatus() != JobStatus.COMPLETED) {
      if (job.jobStatus() == JobStatus.FAILED) {
        throw new IllegalStateException("The import failed: " + job.failures());
      }
      new CompletableFuture<Void>()
          .completeOnTimeout(null, POLL_MILLIS, TimeUnit.MILLISECONDS)
          .join();
      String id = job.id();
      job =
          pinpoint
              .getImportJob(request -> request.applicationId(app).jobId(id))
              .join()
              .importJobResponse();
    }
  }

  /** Sends the endpoints to the apps in turns by UpdateEndpointsBatch, in this order. */
  void called(List<String> apps, List<Integer> numbers) {
    int batches = (numbers.size() + BATCH - 1) / BATCH;
    for (int from = 0; from < batches; from += CLIENTS) {
      CompletableFuture<?>[] calls =
          IntStream.range(from, Math.min(batches, from + CLIENTS))
              .mapToObj(
                  i -> {
                    int end = Math.min(numbers.size(), (i + 1) * BATCH);
                    return batch(apps.get(i % apps.size()), numbers.subList(i * BATCH, end));
                  })
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(calls).join();
    }
  }

  private CompletableFuture<?> batch(String app, List<Integer> numbers) {
    List<EndpointBatchItem> items = numbers.stream().map(EndpointSamples::item).toList();
    return pinpoint.updateEndpointsBatch(
        request -> request.applicationId(app).endpointBatchRequest(all -> all.item(items)));
  }

  private static EndpointBatchItem item(int n) {
    return EndpointBatchItem.builder()
        .id(id(n))
        .channelType("EMAIL")
        .address("customer" + n + "@example.com")
        .attributes(Map.of("Plan", List.of(plan(n)), "City", List.of("c" + city(n))))
        .user(user -> user.userId("user-" + n / 2))
        .build();
  }
}
