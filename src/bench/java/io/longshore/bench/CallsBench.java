package io.longshore.bench;

import io.longshore.bench.SignedCalls.Request;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Folders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the calls per second of UpdateEndpoint, and of PutEvents of Pinpoint and Personalize
 * with one event, with the upserts per second of such a row by pgbench in the same database, both
 * by the same number of clients, in alternating rounds. The endpoints were brought by
 * UpdateEndpointsBatch in random order, and are changed in random order; so are the rows of
 * pgbench, in the same table.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.CallsBench}; needs
 * pgbench. System properties: {@code bench.clients} (64), {@code bench.seconds} of a round (5),
 * {@code bench.rounds} (5), {@code bench.warmUp} (4 rounds, in which code is compiled), {@code
 * bench.rows} (20,000), {@code bench.parts} (endpoint,pinpoint,personalize), {@code bench.pgbench}
 * (pgbench), {@code bench.jvm} (-Xmx256m -Xlog:disable; the server's options), {@code
 * longshore.jar}.
 */
public final class CallsBench {

  private static final int CLIENTS = Integer.getInteger("bench.clients", 64);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 5);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int WARM_UP = Integer.getInteger("bench.warmUp", 4);
  private static final int ROWS = Integer.getInteger("bench.rows", 20_000);
  private static final String PGBENCH = System.getProperty("bench.pgbench", "pgbench");
  private static final String[] JVM =
      System.getProperty("bench.jvm", "-Xmx256m -Xlog:disable").split(" ");
  private static final List<String> PARTS =
      List.of(System.getProperty("bench.parts", "endpoint,pinpoint,personalize").split(","));

  /** More than any server answers. */
  private static final int MOST_PER_SECOND = 20_000;

  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

  private static final String COPY =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id,
                                     address_key, terms, active_at)
      select 'pgbench', substr(id, 10)::integer %% 256, id, line, version, 1, user_id,
             address_key, terms, active_at
        from pinpoint_endpoint where container = '%s'""";

  private static final String UPSERT_ENDPOINT =
      """
      \\set n random(0, %d)
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id,
                                     address_key, terms, active_at)
      values ('pgbench', :n %% 256, 'endpoint-' || lpad((:n)::text, 7, '0'), '%s', 2, 1,
              'user-' || :n / 2, :n, '{1,2,3}', now())
          on conflict (container, bucket, id) do update
         set line = excluded.line, version = excluded.version,
             revision = pinpoint_endpoint.revision + 1, user_id = excluded.user_id,
             address_key = excluded.address_key, terms = excluded.terms,
             active_at = excluded.active_at;
      """;

  private static final String UPSERT_RECORD =
      """
      \\set n random(0, 1000000000)
      insert into personalize_record (container, bucket, id, line, columns, seq)
      values ('pgbench', :n %% 256, 'user-' || :n %% 1000 || '-' || :n,
              'user-1,item-%d,1700000000,click', 4, :n)
          on conflict (container, bucket, id) do update set line = excluded.line;
      """;

  private final ServerProcess server;
  private final SignedCalls calls;
  private final DatabaseConfig database;
  private final Path folder;
  private final String app;
  private final String trackingId;
  private int round;

  private CallsBench(
      ServerProcess server,
      PinpointBenchRig pinpoint,
      PersonalizeBenchRig.Account account,
      SignedCalls calls,
      Path folder)
      throws Exception {
    this.server = server;
    this.calls = calls;
    this.database = server.database();
    this.folder = folder;
    this.trackingId = account.trackingId;
    EndpointSamples samples = new EndpointSamples(pinpoint.pinpoint, pinpoint.objects);
    this.app = samples.app();
    samples.called(List.of(app), EndpointSamples.shuffled(ROWS));
    pinpoint.sql(COPY.formatted(app), "vacuum analyze");
  }

  public static void main(String[] args) throws Exception {
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server = ServerProcess.start(jar.toAbsolutePath(), folder, JVM);
        PinpointBenchRig pinpoint = new PinpointBenchRig(server);
        PersonalizeBenchRig personalize = new PersonalizeBenchRig(server);
        PersonalizeBenchRig.Account account = personalize.new Account(0);
        SignedCalls calls = new SignedCalls(server.http(), CLIENTS)) {
      new CallsBench(server, pinpoint, account, calls, folder).run();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  /** A kind of call, and the script of pgbench that it is compared with. */
  private record Part(String what, IntFunction<Request> request, String script) {}

  private void run() throws Exception {
    String line = "x".repeat(330);
    String endpoints = UPSERT_ENDPOINT.formatted(ROWS - 1, line);
    Map<String, Part> all = new LinkedHashMap<>();
    all.put("endpoint", new Part("UpdateEndpoint", this::update, endpoints));
    all.put("pinpoint", new Part("Pinpoint's PutEvents", this::pinpointEvent, endpoints));
    all.put(
        "personalize",
        new Part("Personalize's PutEvents", this::event, UPSERT_RECORD.formatted(7)));
    for (String name : PARTS) {
      compare(name, all.get(name));
    }
  }

  private void compare(String name, Part part) throws Exception {
    Path script = Files.writeString(folder.resolve(name + ".sql"), part.script());
    List<Double> ours = new ArrayList<>();
    List<Double> base = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (round = 0; round < WARM_UP + ROUNDS; round++) {
      long[] before = server.cpuNanos();
      SignedCalls.Rate own =
          calls.rate(part.request(), SECONDS * MOST_PER_SECOND, SECONDS * 1_000_000_000L);
      long[] after = server.cpuNanos();
      double upserts = pgbench(script);
      print(
          "%s round %d: %.0f/s, CPU a call %.0f us, of PostgreSQL %.0f us; pgbench %.0f/s",
          part.what(),
          round,
          own.perSecond(),
          (after[0] - before[0]) / 1e3 / own.answered(),
          (after[1] - before[1]) / 1e3 / own.answered(),
          upserts);
      if (round >= WARM_UP) {
        ours.add(own.perSecond());
        base.add(upserts);
        ratios.add(own.perSecond() / upserts);
      }
    }
    print(
        "%s, %d clients: %s a second, pgbench %s; ratio %s; needed: at least 0.25",
        part.what(),
        CLIENTS,
        RunStatistics.of(ours),
        RunStatistics.of(base),
        RunStatistics.of(ratios));
  }

  private Request update(int n) {
    long id = mixed(n) % ROWS;
    String body =
        "{\"Attributes\":{\"Plan\":[\"gold\"],\"City\":[\"c%d\"]},\"ChannelType\":\"EMAIL\",\"Address\":\"customer%d@example.com\"}";
    return new Request(
        "PUT",
        String.format(Locale.ROOT, "/v1/apps/%s/endpoints/endpoint-%07d", app, id),
        "mobiletargeting",
        body.formatted(n % 1000, id));
  }

  private Request pinpointEvent(int n) {
    String body =
        "{\"BatchItem\":{\"endpoint-%07d\":{\"Endpoint\":{},\"Events\":{\"%d-%d\":{\"EventType\":\"click\",\"Timestamp\":\"2026-11-30T10:00:00Z\",\"Attributes\":{\"page\":\"p%d\"}}}}}}";
    return new Request(
        "POST",
        "/v1/apps/" + app + "/events",
        "mobiletargeting",
        body.formatted(mixed(n) % ROWS, round, n, n % 100));
  }

  private Request event(int n) {
    String body =
        "{\"trackingId\":\"%s\",\"userId\":\"user-%d\",\"sessionId\":\"session-%d-%d\",\"eventList\":[{\"eventType\":\"click\",\"itemId\":\"item-%d\",\"eventId\":\"%d-%d\",\"sentAt\":%d}]}";
    return new Request(
        "POST",
        "/events",
        "personalize",
        body.formatted(
            trackingId,
            n % 1000,
            round,
            n,
            n % 100,
            round,
            n,
            Instant.parse("2026-11-30T10:00:00Z").getEpochSecond() + n));
  }

  /** A number in no order. */
  private static long mixed(int n) {
    return (n * 0x9E3779B97F4A7C15L) >>> 33;
  }

  private double pgbench(Path script) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            PGBENCH,
            "-n",
            "-M",
            "prepared",
            "-c",
            "" + CLIENTS,
            "-j",
            "2",
            "-T",
            "" + SECONDS,
            "-f",
            script.toString(),
            database.url());
    builder.environment().put("PGUSER", database.user());
    builder.environment().put("PGPASSWORD", database.password());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher tps = TPS.matcher(said);
    if (process.waitFor() != 0 || !tps.find()) {
      throw new IllegalStateException("pgbench failed:\n" + said);
    }
    return Double.parseDouble(tps.group(1));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
