package io.longshore.transfer.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Waiting;
import io.longshore.job.PermanentFailure;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that no writer should write fail with a reason, and take no more memory than others. */
@Timeout(60)
class BrokenParquetTest {

  private static final Vertx VERTX = Vertx.vertx();

  /** What the process may allocate while it reads one broken file of some hundred bytes. */
  private static final long MOST_BYTES = 64L << 20;

  @TempDir static Path folder;

  @AfterAll
  static void close() {
    Waiting.await(VERTX.close());
  }

  @Test
  void a_crafted_file_that_is_not_broken_is_read() {
    assertThat(ReadFile.of(VERTX, new CraftedFile().bytes(), "c").column("c")).containsExactly("x");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.longshore.transfer.parquet.BrokenFiles#all")
  void it_fails_with_a_reason_and_in_little_memory(String name, byte[] file, String reason) {
    long before = allocated();

    assertThatThrownBy(() -> ReadFile.of(VERTX, file, "c"))
        .isInstanceOf(PermanentFailure.class)
        .message()
        .startsWith("f cannot be read: ")
        .containsPattern(reason);

    assertThat(allocated() - before).isLessThan(MOST_BYTES);
  }

  @Test
  void a_column_that_is_asked_for_must_not_be_nested() throws Exception {
    Path list = DuckDb.write(folder, "select [1, 2] as c", "compression snappy");
    Path part = DuckDb.write(folder, "select {'a': 1} as c", "compression snappy");
    for (Path file : new Path[] {list, part}) {
      byte[] bytes = Files.readAllBytes(file);
      assertThatThrownBy(() -> ReadFile.of(VERTX, bytes, "c"))
          .hasMessageContaining("its column c is nested or repeated");
    }
  }

  @Test
  void no_changed_byte_of_a_file_makes_it_fail_otherwise() throws Exception {
    Path written =
        DuckDb.write(
            folder,
            "select 'u' || i % 9 as c, i as n from range(500) t(i)",
            "compression snappy, parquet_version v2");
    byte[] whole = Files.readAllBytes(written);
    Random random = new Random(11);
    for (int i = 0; i < 1500; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        ReadFile.of(VERTX, changed, "c", "n");
      } catch (Exception failure) {
        assertThat(failure).isInstanceOf(PermanentFailure.class);
      }
    }
  }

  private static long allocated() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadAllocatedBytes)
        .filter(bytes -> bytes > 0)
        .sum();
  }
}
