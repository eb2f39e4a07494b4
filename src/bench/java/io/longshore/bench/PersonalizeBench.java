package io.longshore.bench;

import io.longshore.fixture.Folders;
import io.longshore.fixture.SampleInteractions;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Compares Personalize on a server with command-line tools on the same PostgreSQL and S3: an import
 * of interactions with {@code psql \copy} into a table with the same columns and indexes, and an
 * export with {@code psql \copy ... csv | aws s3 cp -}. Also measures PutEvents per second.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.PersonalizeBench};
 * needs psql and aws. System properties: {@code bench.rows} (1,000,000), {@code bench.rounds} (5),
 * {@code bench.warmUp} (10 exports), {@code bench.calls} (20,000 PutEvents a round), {@code
 * bench.parts} (import,export,put), {@code bench.mode} (BULK; of the export), {@code
 * longshore.jar}.
 */
public final class PersonalizeBench {

  private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int WARM_UP = Integer.getInteger("bench.warmUp", 10);
  private static final int CALLS = Integer.getInteger("bench.calls", 20_000);
  private static final int CALLS_AT_ONCE = 64;
  private static final List<String> PARTS =
      List.of(System.getProperty("bench.parts", "import,export,put").split(","));

  private final PersonalizeBenchRig rig;
  private final Path folder;

  private PersonalizeBench(PersonalizeBenchRig rig, Path folder) {
    this.rig = rig;
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx512m", "-Xlog:disable");
        PersonalizeBenchRig rig = new PersonalizeBenchRig(server)) {
      new PersonalizeBench(rig, folder).run();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private void run() throws Exception {
    Path csv = folder.resolve("interactions.csv");
    try (Writer to = Files.newBufferedWriter(csv)) {
      SampleInteractions.plain(to, ROWS);
    }
    rig.runShell(
        "aws --endpoint-url $S3 s3 cp %s s3://%s/in.csv"
            .formatted(csv, PersonalizeBenchRig.BUCKET));
    try (PersonalizeBenchRig.Account first = rig.new Account(1)) {
      first.imported("warm-up", "in.csv");
      if (PARTS.contains("import")) {
        imports();
      }
      if (PARTS.contains("export")) {
        exports(first, csv);
      }
      if (PARTS.contains("put")) {
        puts(first);
      }
    }
  }

  private void imports() throws Exception {
    Path rows = folder.resolve("rows");
    rig.runShell(
        "psql -q \"$DB\" -c 'create table bench_record (like personalize_record including all)'"
            + " -c \"\\copy personalize_record to '%s'\"".formatted(rows));
    List<Double> base = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int i = 0; i <= ROUNDS; i++) {
      rig.runShell("psql -q \"$DB\" -c 'truncate bench_record' -c checkpoint");
      double plain =
          seconds(
              () ->
                  rig.runShell(
                      "psql -q \"$DB\" -c \"\\copy bench_record from '%s'\"".formatted(rows)));
      rig.runShell("psql -q \"$DB\" -c checkpoint");
      try (PersonalizeBenchRig.Account account = rig.new Account(10 + i)) {
        double own = seconds(() -> account.imported("bench", "in.csv"));
        keep("import", i, plain, own, base, ours);
      }
    }
    printed("import", base, ours, "0.5");
  }

  private void exports(PersonalizeBenchRig.Account account, Path csv) throws Exception {
    rig.runShell(
        "psql -q \"$DB\" -c 'create table bench_interaction (user_id text, item_id text,"
            + " at bigint, event_type text, event_value real, note text)'"
            + " -c \"\\copy bench_interaction from '%s' csv header\"".formatted(csv)
            + " -c 'vacuum analyze'");
    for (int i = 0; i < WARM_UP; i++) {
      account.exported("warm-up-" + i);
    }
    List<Double> base = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int i = 0; i <= ROUNDS; i++) {
      String name = "round-" + i;
      double plain =
          seconds(
              () ->
                  rig.runShell(
                      "psql -q \"$DB\" -c '\\copy bench_interaction to stdout csv header'"
                          + " | aws --endpoint-url $S3 s3 cp - s3://%s/base/%s.csv"
                              .formatted(PersonalizeBenchRig.BUCKET, name)));
      double own = seconds(() -> account.exported(name));
      keep("export", i, plain, own, base, ours);
    }
    printed("export", base, ours, "1.2");
  }

  private void puts(PersonalizeBenchRig.Account account) throws Exception {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i <= ROUNDS; i++) {
      int round = i;
      double rate = CALLS / seconds(() -> put(account, round));
      if (i > 0) {
        rates.add(rate);
      }
    }
    print(
        "PutEvents of one event, %d at once: %s requests a second",
        CALLS_AT_ONCE, RunStatistics.of(rates));
  }

  private static void put(PersonalizeBenchRig.Account account, int round) {
    Deque<CompletableFuture<?>> inFlight = new ArrayDeque<>();
    for (int n = 0; n < CALLS; n++) {
      if (inFlight.size() == CALLS_AT_ONCE) {
        inFlight.remove().join();
      }
      int number = n;
      inFlight.add(
          account.events.putEvents(
              r ->
                  r.trackingId(account.trackingId)
                      .userId("user-" + number % 1000)
                      .sessionId("session-" + number)
                      .eventList(
                          e ->
                              e.eventType("click")
                                  .itemId("item-" + number % 100)
                                  .eventId(round + "-" + number)
                                  .sentAt(Instant.ofEpochSecond(1_700_000_000L + number)))));
    }
    inFlight.forEach(CompletableFuture::join);
  }

  /** The first round is warm-up. */
  private static void keep(
      String what, int round, double plain, double own, List<Double> base, List<Double> ours) {
    print(
        "%s round %d: tools %.2f s, ours %.2f s, ratio %.2f", what, round, plain, own, plain / own);
    if (round > 0) {
      base.add(plain);
      ours.add(own);
    }
  }

  private static void printed(String what, List<Double> base, List<Double> ours, String needed) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < base.size(); i++) {
      ratios.add(base.get(i) / ours.get(i));
    }
    print(
        "%s of %,d: tools %s s, ours %s s; ratio of medians %.2f, of rounds %s; needed: at least %s",
        what,
        ROWS,
        RunStatistics.of(base),
        RunStatistics.of(ours),
        RunStatistics.of(base).median() / RunStatistics.of(ours).median(),
        RunStatistics.of(ratios),
        needed);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
