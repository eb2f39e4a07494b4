package io.longshore.bench;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.S3Objects;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * The built jar as a server on a folder and on free ports, with the embedded PostgreSQL and S3
 * unless the settings name others.
 */
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("Ready\\. Services http://[^: ]+:(\\d+)");
  private static final Pattern MEMORY = Pattern.compile("(?m)^(VmHWM|VmRSS):\\s+(\\d+) kB$");
  private static final int BOUND_SECONDS = 60;

  private final Process process;
  private final Path data;
  private final Map<String, String> settings;
  private final URI http;

  private ServerProcess(Process process, Path data, Map<String, String> settings, URI http) {
    this.process = process;
    this.data = data;
    this.settings = settings;
    this.http = http;
  }

  /** Starts the server and returns when it is ready; its log stays in the folder. */
  static ServerProcess start(Path jar, Path folder, String... jvm) throws Exception {
    return start(jar, folder, Map.of(), jvm);
  }

  /** Like {@link #start(Path, Path, String...)}, with more settings. */
  static ServerProcess start(Path jar, Path folder, Map<String, String> settings, String... jvm)
      throws Exception {
    return start(Commands.java(List.of(jvm), List.of()), jar, folder, settings);
  }

  /** Like {@link #start(Path, Path, String...)}, on another JVM. */
  static ServerProcess start(JvmVariant jvm, Path jar, Path folder) throws Exception {
    List<String> java = new ArrayList<>(List.of(jvm.java()));
    java.addAll(jvm.options());
    return start(java, jar, folder, Map.of());
  }

  private static ServerProcess start(
      List<String> java, Path jar, Path folder, Map<String, String> settings) throws Exception {
    Path data = folder.resolve("data");
    Path log = folder.resolve("server.log");
    List<String> command = new ArrayList<>(java);
    command.addAll(
        List.of(
            "-jar",
            jar.toString(),
            "serve",
            "--set",
            "data.dir=" + data,
            "--set",
            "http.port=0",
            "--set",
            "management.port=0",
            "--set",
            "console.port=0"));
    settings.forEach((name, value) -> command.addAll(List.of("--set", name + "=" + value)));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new ServerProcess(process, data, settings, ready(process, log));
  }

  private static URI ready(Process process, Path log) throws Exception {
    for (int waited = 0; waited < BOUND_SECONDS * 10 && process.isAlive(); waited++) {
      Matcher ready = READY.matcher(Files.readString(log));
      if (ready.find()) {
        return URI.create("http://localhost:" + ready.group(1));
      }
      new CompletableFuture<Void>().completeOnTimeout(null, 100, TimeUnit.MILLISECONDS).join();
    }
    process.destroy();
    throw new IllegalStateException("The server did not start:\n" + Files.readString(log));
  }

  /** An AWS SDK client of the server; the caller closes it. */
  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(http)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }

  /** The server's S3, the embedded one through the server's port; the caller closes it. */
  S3Objects objects() {
    S3Config s3 =
        settings.containsKey("s3.endpoint")
            ? S3Config.defaults()
                .at(
                    URI.create(settings.get("s3.endpoint")),
                    settings.get("s3.accessKey"),
                    settings.get("s3.secretKey"))
            : S3Config.defaults().at(http, "test", "test");
    return new S3Objects(s3);
  }

  /** The endpoint of all clients and of S3. */
  URI http() {
    return http;
  }

  /** The server's PostgreSQL. */
  DatabaseConfig database() throws IOException {
    if (settings.containsKey("database.url")) {
      return DatabaseConfig.defaults()
          .at(
              settings.get("database.url"),
              settings.get("database.user"),
              settings.get("database.password"));
    }
    String port = Files.readString(data.resolve("postgres.port")).strip();
    String password = Files.readString(data.resolve("postgres.password")).strip();
    return DatabaseConfig.defaults()
        .at("postgresql://127.0.0.1:" + port + "/longshore", "longshore", password);
  }

  /** The CPU time in nanoseconds of the process, and of PostgreSQL's processes that run now. */
  long[] cpuNanos() throws IOException {
    String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0);
    long database =
        ProcessHandle.of(Long.parseLong(pid.strip())).stream()
            .flatMap(ProcessHandle::descendants)
            .mapToLong(ServerProcess::cpuNanos)
            .sum();
    return new long[] {cpuNanos(process.toHandle()), database};
  }

  private static long cpuNanos(ProcessHandle of) {
    return of.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** The peak of the process's resident memory in MiB; empty where there is no /proc. */
  Optional<Long> mostResidentMebibytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    return MEMORY
        .matcher(Files.readString(status))
        .results()
        .filter(line -> line.group(1).equals("VmHWM"))
        .map(line -> Long.parseLong(line.group(2)) / 1024)
        .findFirst();
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
