package io.longshore.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All benches, with sizes and rounds for which the sum of the limits is at most 40 minutes. The
 * page of benchmarks has the sizes of its own rows.
 */
final class BenchCatalog {

  private static final String PIPE = "psql \\copy | gzip -1 | aws s3 cp -";
  private static final String MEMORY = "promised: 512 MiB with -Xmx256m";
  private static final String RESIDENT = "resident memory:? (?<result>at most \\d+ MiB)";
  private static final String OF_ROUNDS = "of rounds (?<result>\\S+ \\([^)]*\\))";

  private final List<BenchRun> all = new ArrayList<>();

  private BenchCatalog() {
    pinpoint();
    personalize();
    dataExchange();
    others();
    engine();
  }

  /** All of them, in the order of the page. */
  static List<BenchRun> all() {
    return List.copyOf(new BenchCatalog().all);
  }

  private void pinpoint() {
    export("imported", "imported endpoints", 10, 240);
    export("changed", "imported endpoints of which 1 % was changed by calls", 6, 150);
    add(
        "ImportBench",
        "psql",
        "bench.rows=300000 bench.rounds=3",
        110,
        BenchRow.of(
            "import of 300,000 endpoints, JSON lines", "psql \\copy, same indexes", OF_ROUNDS),
        BenchRow.of("import, memory", MEMORY, RESIDENT));
    add(
        "FirstExportBench",
        "",
        "bench.rows=100000 bench.rounds=1",
        100,
        BenchRow.of(
            "exports of 100,000 endpoints",
            "",
            "^(?<what>\\S.{20,42}?) +(?<result>\\d\\S+ \\([^)]*\\) s, CPU of the JVM .*)"));
    add(
        "SegmentBench",
        "",
        "bench.rows=500000 bench.rounds=3",
        80,
        BenchRow.of("export of a segment of 10 %", "export of the app; promised: 0.4", OF_ROUNDS));
    add(
        "BatchBench",
        "",
        "bench.rounds=3 bench.seconds=2",
        60,
        BenchRow.of(
            "endpoints a second by UpdateEndpointsBatch",
            "by UpdateEndpoint",
            "single upserts: (?<result>.*)"));
    add("ParquetBench", "", "bench.rows=200000 bench.rounds=3", 75, parquet("endpoints"));
    add(
        "RolesBench",
        "",
        "bench.rows=100000 bench.rounds=3",
        60,
        BenchRow.of(
            "export under a role that is",
            "under a role without settings",
            "^(?<what>\\S+): (?<result>.*) times as fast as plain"));
    add(
        "PinpointRoundTrip",
        "",
        "bench.rows=50000",
        60,
        BenchRow.of("50,000 endpoints out, in and out", "", "again: (?<result>the same lines)"));
    add(
        "ImportBombs",
        "",
        "bench.rows=100000",
        60,
        BenchRow.of("imports of bombs, memory", MEMORY, RESIDENT));
  }

  private void export(String mode, String what, int rounds, int seconds) {
    String name = "export of 1,000,000 " + what;
    add(
        "ExportBench",
        "psql gzip aws",
        "bench.mode=" + mode + " bench.rounds=" + rounds,
        seconds,
        BenchRow.of(name + ", the first", PIPE, ": export 1 in .*ratio (?<result>\\S+)"),
        BenchRow.of(name + ", the last half", PIPE, "the last.*" + OF_ROUNDS),
        BenchRow.of(name + ", memory", MEMORY, RESIDENT));
  }

  private static BenchRow parquet(String what) {
    return BenchRow.of(
        "export of 200,000 " + what + " as Parquet",
        "as gzipped text; promised: 2.5 times its time",
        "\\(medians\\), (?<result>\\S+ times)");
  }

  private void personalize() {
    add(
        "PersonalizeBench",
        "psql aws",
        "bench.rows=500000 bench.rounds=3 bench.warmUp=5 bench.parts=import,export",
        120,
        BenchRow.of(
            "Personalize, 500,000 interactions",
            "psql \\copy | aws s3 cp -",
            "^(?<what>import|export) of .*" + OF_ROUNDS));
    add(
        "DatasetParquetBench",
        "aws",
        "bench.rows=200000 bench.rounds=3",
        60,
        parquet("interactions"));
    add(
        "PersonalizeRoundTrip",
        "aws sort cmp",
        "bench.rows=200000",
        60,
        BenchRow.of("200,000 interactions in and out", "", "(?<result>the same after sort -u)"));
  }

  private void dataExchange() {
    String step = " +(?<result>\\S+ \\([^)]*\\) s, \\S+ of .*time)";
    add(
        "CopyBench",
        "aws openssl cmp",
        "bench.rows=500 bench.rounds=3",
        75,
        BenchRow.of("object of 500 MB, copied", "aws s3 cp", "^(?<what>import|export)" + step));
    add(
        "UploadBench",
        "aws curl openssl cmp",
        "bench.rows=200 bench.rounds=2",
        75,
        BenchRow.of(
            "file of 200 MB, streamed",
            "aws s3 cp | aws s3 cp",
            "^(?<what>import|upload by curl|download by curl, cmp)" + step));
    add(
        "AssetsBench",
        "",
        "bench.rows=1000",
        45,
        BenchRow.of("Data Exchange", "", "^(?<what>(?:im|ex)port of .*): .*, (?<result>.* each)"));
  }

  private void others() {
    add(
        "AudienceBench",
        "psql",
        "bench.rows=1000000 bench.rounds=3",
        75,
        BenchRow.of(
            "audience of 1,000,000 interactions",
            "psql \\copy",
            "^ratio to \\\\copy (?<result>.*)"));
    add(
        "LookalikeComparison",
        "",
        "",
        90,
        BenchRow.of("quality of audiences", "", "^  (?<what>.*?) +(?<result>\\d\\S+) in .* s$"));
    add(
        "CallsBench",
        "pgbench",
        "bench.rounds=3 bench.seconds=3 bench.warmUp=3",
        100,
        BenchRow.of(
            "calls a second",
            "pgbench, the same row; promised: 0.25",
            "^(?<what>.*), \\d+ clients: .*ratio (?<result>.*);"));
    add(
        "ValidationBench",
        "",
        "",
        75,
        BenchRow.of(
            "validation of 1 KB", "promised: 10 us", "^round 8, \\d+ bytes: (?<result>.*)"));
    arguments(
        "EdgeBench",
        45,
        BenchRow.of(
            "GetExportJob with validation",
            "without",
            "^throughput, promised.*: median (?<result>.*)"));
    arguments(
        "AuditBench",
        45,
        BenchRow.of(
            "GetExportJob with every call in the audit log",
            "without",
            "^throughput with every.*: median (?<result>.*)"));
    add(
        "StartBench",
        "",
        "bench.rounds=3",
        60,
        BenchRow.of("start", "", "^(?<what>\\S.*?) +Ready after (?<result>.*)"));
  }

  private void engine() {
    add(
        "EngineBench",
        "node npm",
        "bench.jobs=3000 bench.rounds=3 bench.idle=20 bench.snapshot=100000",
        190,
        BenchRow.of(
            "jobs that do nothing", "", "^(?<what>longshore[^:]*): (?<result>\\S+ .*) jobs/s"),
        BenchRow.of(
            "jobs that do nothing",
            "as many at once",
            "^longshore (?<what>to \\S+): (?<result>.*) times as many"),
        BenchRow.of("engine", "", "^(?<what>a claim of .*): (?<result>.* ms)"),
        BenchRow.of("engine", "", "^(?<what>an idle replica): (?<result>.* a second)"));
    add(
        "EventsBench",
        "",
        "bench.rounds=2",
        150,
        BenchRow.of("first delivery of an event", "", "^first delivery .*: (?<result>median.*)"),
        BenchRow.of("jobs a second", "", "^(?<what>waiting deliveries to [^:]*): (?<result>.*)"));
    add(
        "CitusBench",
        "-Dcitus.url -Dplain.url",
        "bench.rows=20000 bench.rounds=1 bench.calls=200 bench.parts=import,export",
        60,
        BenchRow.of("a job on Citus", "on one PostgreSQL", "^  seconds: .*ratio (?<result>.*)"));
    all.add(
        new BenchRun(
            "io.longshore.junit.FirstTestBench",
            List.of("mvn"),
            List.of("bench.rounds=2"),
            List.of(),
            Duration.ofSeconds(80),
            List.of(
                BenchRow.of(
                    "first test", "", "^(?<what>\\S+: .*?) +(?<result>\\d+ ms \\([^)]*\\))"))));
  }

  private void arguments(String main, int seconds, BenchRow row) {
    String name = getClass().getPackageName() + "." + main;
    Duration limit = Duration.ofSeconds(seconds);
    all.add(new BenchRun(name, List.of(), List.of(), List.of("2"), limit, List.of(row)));
  }

  private void add(String main, String programs, String options, int seconds, BenchRow... rows) {
    all.add(
        new BenchRun(
            getClass().getPackageName() + "." + main,
            words(programs),
            words(options),
            List.of(),
            Duration.ofSeconds(seconds),
            List.of(rows)));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }
}
