package io.longshore.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AllBenchesTest {

  private static final Path SOURCES = Path.of("src/bench/java");
  private static final Path PAGE = Path.of("src/site/markdown/explanation/benchmarks.md");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  /** Prints a line, and fails if it has an argument. */
  public static final class Sample {

    private Sample() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("ratio 1.50 (1.40 to 1.60); needed: 1");
      if (arguments.length > 0 && arguments[0].equals("hang")) {
        Thread.currentThread().join();
      }
      System.exit(arguments.length);
    }
  }

  @Test
  void every_bench_of_the_sources_is_run() throws IOException {
    Set<String> run = BenchCatalog.all().stream().map(BenchRun::main).collect(Collectors.toSet());

    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !file.endsWith("AllBenches.java"))
                  .filter(AllBenchesTest::hasMain)
                  .map(file -> SOURCES.relativize(file).toString())
                  .map(file -> file.replace(".java", "").replace('/', '.')))
          .isNotEmpty()
          .allMatch(run::contains);
    }
  }

  private static boolean hasMain(Path file) {
    try {
      return Files.readString(file).contains("public static void main(");
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void the_limits_of_all_benches_are_forty_minutes_at_most() {
    Duration sum =
        BenchCatalog.all().stream().map(BenchRun::limit).reduce(Duration.ZERO, Duration::plus);

    assertThat(sum).isLessThanOrEqualTo(Duration.ofMinutes(40));
  }

  @Test
  void the_page_of_benchmarks_has_the_command() throws IOException {
    assertThat(Files.readString(PAGE)).contains(AllBenches.class.getName());
  }

  @Test
  void a_row_has_name_result_spread_baseline_machine_and_jdk() throws Exception {
    assertThat(run(sample(List.of()))).isZero();

    assertThat(printed.toString())
        .contains(
            "sample | 1.50 (1.40 to 1.60) | the base | "
                + Runtime.getRuntime().availableProcessors()
                + " cores, ")
        .contains(" | " + Runtime.version() + " | ");
  }

  @Test
  void a_bench_that_fails_stops_no_other_and_fails_the_run() throws Exception {
    assertThat(run(sample(List.of(), "fail"), sample(List.of()))).isEqualTo(1);

    assertThat(printed.toString())
        .contains("Sample failed after", "exit code 1", "Sample took", "failed: ");
  }

  @Test
  void a_bench_that_takes_longer_than_its_limit_is_ended() throws Exception {
    assertThat(run(sample(List.of(), "hang"))).isEqualTo(1);

    assertThat(printed.toString()).contains("ended after 2 s", "1.50 (1.40 to 1.60)");
  }

  @Test
  void a_bench_whose_rows_are_not_printed_fails() throws Exception {
    BenchRow other = BenchRow.of("other", "", "never (?<result>.*)");
    BenchRun silent =
        new BenchRun(
            Sample.class.getName(),
            List.of(),
            List.of(),
            List.of(),
            Duration.ofSeconds(30),
            List.of(other));

    assertThat(run(silent)).isEqualTo(1);
    assertThat(printed.toString()).contains("prints nothing of [other]");
  }

  @Test
  void a_bench_whose_program_is_missing_is_skipped_with_the_reason() throws Exception {
    assertThat(run(sample(List.of("no-such-program")))).isZero();

    assertThat(printed.toString()).contains("Sample skipped: it needs no-such-program");
  }

  private int run(BenchRun... benches) throws Exception {
    return new AllBenches(new PrintStream(printed, true)).run(List.of(benches));
  }

  private static BenchRun sample(List<String> programs, String... arguments) {
    boolean hangs = arguments.length > 0 && arguments[0].equals("hang");
    return new BenchRun(
        Sample.class.getName(),
        programs,
        List.of(),
        List.of(arguments),
        Duration.ofSeconds(hangs ? 2 : 30),
        List.of(BenchRow.of("sample", "the base", "^ratio (?<result>.*);")));
  }
}
