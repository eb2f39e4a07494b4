package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.standardwebhooks.Webhook;
import io.longshore.fixture.EventReceiver;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Ports;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** The receiver in Python of the page on webhooks, as it is there. */
@Timeout(300)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class WebhookPageIT {

  private static final String OTHER = "whsec_plJ3nmyCDGBKInavdOK15jsl5jsl5jsl";
  private static final String BODY =
      "{\"detail\": {\"type\": \"pinpoint.export\", \"jobId\": \"j1\", \"status\": \"COMPLETED\"}}";

  @TempDir Path temp;

  private final HttpClient http = HttpClient.newHttpClient();
  private Process receiver;
  private int port;

  @BeforeEach
  void start() throws Exception {
    port = Ports.free();
    Files.writeString(temp.resolve("hooks.secret"), EventReceiver.SECRET + "\n");
    MarkdownPage page =
        MarkdownPage.read(MarkdownPage.MANUAL.resolve("how-to/get-told-when-a-job-ends.md"));
    List<String> script =
        page.blocks().stream()
            .filter(block -> block.language().equals("python"))
            .findFirst()
            .orElseThrow()
            .lines();
    assertThat(script).anyMatch(line -> line.contains("8000"));
    Files.writeString(
        temp.resolve("receiver.py"), String.join("\n", script).replace("8000", "" + port));
    try {
      receiver =
          new ProcessBuilder("python3", "receiver.py")
              .directory(temp.toFile())
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("output").toFile())
              .start();
    } catch (IOException missing) {
      assumeTrue(false, "python3 is missing");
    }
    until("the receiver listens", this::listens);
  }

  @AfterEach
  void stop() {
    receiver.destroyForcibly().onExit().join();
  }

  @Test
  void it_prints_the_end_of_a_job_of_a_server_with_its_secret() throws Exception {
    String targets =
        """
        {"ops": {"url": "http://127.0.0.1:%d", "secret_FILE": "%s", "allowPrivate": true,
                 "pattern": "{\\"source\\": [\\"longshore\\"], \\"detail\\": {\\"final\\": [true]}}"}}"""
            .formatted(port, temp.resolve("hooks.secret"));
    try (Installation server =
            Installation.start(temp.resolve("data"), Map.of("events.targets", targets));
        PinpointAsyncClient pinpoint =
            Sdk.client(PinpointAsyncClient.builder(), server.uri(), "000000000000");
        S3Objects objects = new S3Objects(server.s3())) {
      objects.createBucket("hooks");
      String job = export(pinpoint);
      until("the end of the job", () -> output().contains(job));
      assertThat(output().lines())
          .anyMatch(line -> line.startsWith("pinpoint.export " + job + " COMPLETED"));
    }
  }

  private static String export(PinpointAsyncClient pinpoint) {
    String app =
        Sdk.call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("hooks"))))
            .applicationResponse()
            .id();
    return Sdk.call(
            pinpoint.createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e ->
                                e.roleArn("arn:aws:iam::000000000000:role/export")
                                    .s3UrlPrefix("s3://hooks/out"))))
        .exportJobResponse()
        .id();
  }

  @Test
  void it_takes_what_the_reference_library_signs_once_and_refuses_everything_else()
      throws Exception {
    Instant now = Instant.now();
    String signed = signature(EventReceiver.SECRET, now);
    assertThat(post(now, BODY, signed)).isEqualTo(204);
    assertThat(post(now, BODY, signature(OTHER, now) + " " + signed)).isEqualTo(204);
    assertThat(post(now, BODY.replace("COMPLETED", "FAILED"), signed)).isEqualTo(401);
    assertThat(post(now.plusSeconds(1), BODY, signed)).isEqualTo(401);
    assertThat(post(now, BODY, signature(OTHER, now))).isEqualTo(401);
    assertThat(post(now, BODY, "")).isEqualTo(401);
    Instant old = now.minus(Duration.ofMinutes(10));
    assertThat(post(old, BODY, signature(EventReceiver.SECRET, old))).isEqualTo(401);
    assertThat(output().lines().filter(line -> line.startsWith("pinpoint.export j1 COMPLETED")))
        .hasSize(1);
  }

  private static String signature(String secret, Instant at) throws Exception {
    return new Webhook(secret).sign("id", at.getEpochSecond(), BODY);
  }

  private int post(Instant at, String body, String signature) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .header("webhook-id", "id")
            .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
            .POST(BodyPublishers.ofString(body));
    if (!signature.isEmpty()) {
      request.header("webhook-signature", signature);
    }
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private boolean listens() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private String output() {
    try {
      return Files.readString(temp.resolve("output"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void until(String what, BooleanSupplier wish) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!wish.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + ": " + output()).isLessThan(end);
      assertThat(receiver.waitFor(50, TimeUnit.MILLISECONDS)).as(output()).isFalse();
    }
  }
}
