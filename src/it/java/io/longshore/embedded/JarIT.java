package io.longshore.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.S3Config;
import io.longshore.fixture.JarProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Starts, stops and kills of the jar. */
@Timeout(180)
class JarIT {

  @TempDir Path temp;

  /** The folder of the server that tests share if they do not stop it. */
  @TempDir static Path held;

  private static JarProcess holder;

  private static JarProcess holder() {
    if (holder == null) {
      holder = JarProcess.serve(held);
    }
    return holder;
  }

  @AfterAll
  static void stop() throws Exception {
    if (holder != null) {
      holder.close();
    }
  }

  @Test
  void stored_data_survives_a_stop_and_a_kill() throws Exception {
    JarProcess first = JarProcess.serve(temp);
    put(first.s3(), "kept");
    long asked = System.nanoTime();
    first.terminate();
    assertThat(first.exit(10)).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
    assertThat(temp.resolve("data/postgres/postmaster.pid")).doesNotExist();

    JarProcess second = JarProcess.serve(temp);
    assertThat(get(second.s3(), "kept")).isEqualTo("kept");
    put(second.s3(), "later");
    long orphan = postmaster();
    second.process().destroyForcibly().waitFor();
    assertThat(ProcessHandle.of(orphan)).get().matches(ProcessHandle::isAlive);

    try (JarProcess third = JarProcess.serve(temp)) {
      assertThat(get(third.s3(), "kept")).isEqualTo("kept");
      assertThat(get(third.s3(), "later")).isEqualTo("later");
      assertThat(postmaster()).isNotEqualTo(orphan);
      assertThat(returnsEventually(third.management().resolve("/health/ready"), 200)).isTrue();
      assertThat(read(third.management().resolve("/metrics")).body())
          .contains("longshore_pool_in_use{pool_name=\"requests\"");
    }
  }

  @Test
  void a_second_start_on_a_folder_exits_with_2_and_one_line() throws Exception {
    long running = holder().process().pid();
    JarProcess second = JarProcess.start(held, "--data", "data", "--port", "0");
    assertThat(second.exit(60)).isEqualTo(2);
    assertThat(second.output())
        .startsWith("longshore: ")
        .contains("in use by process " + running)
        .hasLineCount(1);
  }

  @Test
  void a_used_port_exits_with_1_and_one_line_and_leaves_no_process() throws Exception {
    int taken = holder().http().getPort();
    JarProcess second =
        JarProcess.start(
            temp,
            "--port",
            Integer.toString(taken),
            "--set",
            "management.port=0",
            "--set",
            "console.port=0");
    assertThat(second.exit(60)).isEqualTo(1);
    assertThat(second.output())
        .contains("longshore: http.port 127.0.0.1:" + taken)
        .doesNotContain("\tat ");
    assertThat(temp.resolve("data/postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  void a_stop_during_the_start_leaves_a_usable_folder() throws Exception {
    JarProcess stopped = JarProcess.start(temp, "--data", "data", "--port", "0");
    while (!Files.exists(temp.resolve("data/postgres/postmaster.pid"))
        && !stopped.process().waitFor(5, TimeUnit.MILLISECONDS)) {
      assertThat(stopped.process().isAlive()).isTrue();
    }
    stopped.terminate();
    assertThat(stopped.exit(30)).isZero();
    assertThat(temp.resolve("data/postgres/postmaster.pid")).doesNotExist();
    try (JarProcess started = JarProcess.serve(temp)) {
      put(started.s3(), "works");
    }
  }

  @Test
  void wrong_arguments_exit_with_2_and_one_line() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("--set", "http.prot=1"),
            List.of("--set", "http.host=0.0.0.0"),
            List.of("--set", "database.url=postgresql://127.0.0.1:1/none"),
            List.of("--config", "none.yaml"))) {
      JarProcess refused = JarProcess.start(temp, wrong.toArray(String[]::new));
      assertThat(refused.exit(30)).as(wrong.toString()).isEqualTo(2);
      assertThat(refused.output()).startsWith("longshore: ").hasLineCount(1);
    }
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void version_and_help_are_printed() throws Exception {
    JarProcess version = JarProcess.start(temp, "--version");
    assertThat(version.exit(30)).isZero();
    assertThat(version.output()).matches("longshore \\d+\\.\\d+\\.\\d+\\S*\\R");
    JarProcess help = JarProcess.start(temp, "--help");
    assertThat(help.exit(30)).isZero();
    assertThat(help.output()).contains("serve", "migrate", "demo", "--config");
  }

  @Test
  void migrate_creates_the_schema_and_does_nothing_when_repeated() throws Exception {
    JarProcess first = JarProcess.start(temp, "migrate", "--data", "data");
    assertThat(first.exit(60)).isZero();
    assertThat(first.output()).contains("migrations ran");
    JarProcess second = JarProcess.start(temp, "migrate", "--data", "data");
    assertThat(second.exit(60)).isZero();
    assertThat(second.output()).isEqualTo("The schema is up to date.\n");
  }

  private long postmaster() throws IOException {
    return Long.parseLong(
        Files.readAllLines(temp.resolve("data/postgres/postmaster.pid")).get(0).strip());
  }

  /** Polls a URL until it returns the status, for at most a minute. */
  private static boolean returnsEventually(URI uri, int expectedStatus) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    boolean so = read(uri).statusCode() == expectedStatus;
    while (!so && System.nanoTime() < end) {
      so = read(uri).statusCode() == expectedStatus;
    }
    return so;
  }

  private static HttpResponse<String> read(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private static void put(S3Config s3, String key) {
    try (S3AsyncClient client = client(s3)) {
      boolean there =
          client.listBuckets().join().buckets().stream().anyMatch(b -> b.name().equals("shelf"));
      if (!there) {
        client.createBucket(r -> r.bucket("shelf")).join();
      }
      client.putObject(r -> r.bucket("shelf").key(key), AsyncRequestBody.fromString(key)).join();
    }
  }

  private static String get(S3Config s3, String key) {
    try (S3AsyncClient client = client(s3)) {
      return client
          .getObject(r -> r.bucket("shelf").key(key), AsyncResponseTransformer.toBytes())
          .join()
          .asUtf8String();
    }
  }

  private static S3AsyncClient client(S3Config s3) {
    return S3AsyncClient.builder()
        .endpointOverride(s3.endpoint().orElseThrow())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }
}
