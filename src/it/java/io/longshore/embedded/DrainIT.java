package io.longshore.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.JarProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shutdown of the jar. All tests use one folder, so each start also checks the state that the
 * previous shutdown left.
 */
@Timeout(180)
class DrainIT {

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir static Path temp;

  @AfterAll
  static void a_folder_is_usable_after_every_shutdown() throws Exception {}

  @Test
  void after_a_signal_the_server_is_not_ready_but_answers_until_a_second_signal() throws Exception {
    JarProcess server = JarProcess.serve(temp, "--set", "drain.serveFor=20s");
    URI ready = server.management().resolve("/health/ready");
    assertThat(until(ready, 200)).isEqualTo(200);

    server.terminate();
    assertThat(until(ready, 503)).isEqualTo(503);
    assertThat(status(server.management().resolve("/health/live"))).isEqualTo(200);
    assertThat(status(server.http().resolve("/v1/apps"))).isEqualTo(403);

    long again = System.nanoTime();
    server.terminate();
    assertThat(server.exit(15)).isEqualTo(143);
    assertThat(Duration.ofNanos(System.nanoTime() - again)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void a_shutdown_beyond_its_time_limit_is_forced() throws Exception {
    JarProcess server =
        JarProcess.serve(
            temp,
            "--set",
            "drain.serveFor=900ms",
            "--set",
            "drain.finishWithin=50ms",
            "--set",
            "drain.timeout=1s");
    long asked = System.nanoTime();
    server.terminate();
    server.exit(15);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(6));
  }

  /** Polls a URL until it returns the status, for at most a minute. */
  private int until(URI uri, int expectedStatus) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    int status = status(uri);
    while (status != expectedStatus && System.nanoTime() < end) {
      status = status(uri);
    }
    return status;
  }

  private int status(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
