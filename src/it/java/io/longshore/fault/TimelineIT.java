package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The history that the operator API shows of a job whose workers are killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimelineIT {

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("timeline-it");
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void an_export_whose_worker_is_killed_twice_shows_each_attempt_with_its_end_in_order()
      throws Exception {
    String app = cluster.app(100);
    List<Replica> replicas = cluster.replicas(3, true);
    cluster.breakpoint.set("before-upload-part", Action.HALT);
    JobId job = cluster.export(app, 1);
    List<Long> killed = new ArrayList<>();
    killed.add(untilKilled());
    cluster.breakpoint.set("before-upload-part", Action.HALT);
    killed.add(untilKilled());
    cluster.untilFinished(Duration.ofSeconds(60));
    Replica alive =
        replicas.stream().filter(replica -> replica.process().isAlive()).findFirst().orElseThrow();

    List<JsonObject> events =
        get(alive.http(), "/_longshore/v1/jobs/" + job + "/events").getJsonArray("Events").stream()
            .map(JsonObject.class::cast)
            .toList();
    List<JsonObject> attempts =
        events.stream()
            .filter(event -> Integer.valueOf(0).equals(event.getInteger("Task")))
            .toList();

    // A replica that is starved of time may lose its lease as well, which is an attempt more.
    assertThat(attempts)
        .extracting(event -> event.getInteger("Attempt"))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, attempts.size()).boxed().toList());
    for (long pid : killed) {
      assertThat(attempts.stream().filter(event -> event.getString("Worker").startsWith(pid + "-")))
          .last()
          .satisfies(event -> assertThat(event.getString("Kind")).isEqualTo("LEASE_EXPIRED"))
          .satisfies(
              event -> assertThat(event.getString("Detail")).contains("stopped without reporting"));
    }
    assertThat(attempts)
        .last()
        .extracting(event -> event.getString("Kind"))
        .isEqualTo("ATTEMPT_DONE");
    assertThat(
            attempts.stream()
                .flatMap(event -> Stream.of(event.getString("StartedAt"), event.getString("Time"))))
        .isSorted();
    assertThat(events.stream().filter(event -> event.getString("Kind").equals("STATUS")))
        .extracting(event -> event.getString("Status"))
        .last()
        .isEqualTo("COMPLETED");
  }

  private long untilKilled() {
    cluster.until(
        "a replica is killed",
        Duration.ofSeconds(60),
        () -> cluster.breakpoint.stoppedProcess() != 0);
    return cluster.breakpoint.stoppedProcess();
  }

  private static JsonObject get(URI replica, String path) throws IOException, InterruptedException {
    AccessKey key = new AccessKey("fault", "secret", TestData.ACCOUNT, false);
    SignedRequest signed =
        new SigV4Signer(key, InstantSource.system())
            .sign(
                new SignedRequest(
                    "GET", path, List.of(Map.entry("Host", replica.getAuthority())), new byte[0]),
                "us-east-1",
                "longshore");
    HttpRequest.Builder request = HttpRequest.newBuilder(replica.resolve(path));
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }
}
