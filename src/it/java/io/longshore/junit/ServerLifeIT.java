package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The server of the extension ends with the JVMs that use it. */
@Timeout(600)
class ServerLifeIT {

  private static final Duration PROMISED = Duration.ofSeconds(10);
  private static final int CYCLES = Integer.getInteger("junit.cycles", 10);

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void resolve() throws IOException {
    folder = temp.toRealPath();
  }

  @Test
  void a_killed_jvm_leaves_no_server_no_postgresql_and_no_data() throws Exception {
    try (ServerUser user = ServerUser.start(folder, false)) {
      assertThat(user.uri()).isNotEmpty();
      assertThat(processes()).hasSizeGreaterThan(3); // the JVM, the server, and PostgreSQL's

      user.process().destroyForcibly();

      awaitNothing();
    }
  }

  @Test
  void jvms_share_a_server_until_the_last_of_them_ends() throws Exception {
    try (ServerUser first = ServerUser.start(folder, true)) {
      String uri = first.uri();
      try (ServerUser second = ServerUser.start(folder, true)) {
        assertThat(second.uri()).isEqualTo(uri);

        first.process().destroyForcibly().waitFor();

        try (ServerUser third = ServerUser.start(folder, true)) {
          assertThat(third.uri()).isEqualTo(uri);
        }
      }
    }
    awaitNothing();
  }

  @Test
  @Timeout(3_600) // with -Djunit.cycles=100, on a machine that may be busy
  @EnabledIfSystemProperty(named = "operate", matches = "true")
  void many_starts_and_stops_leave_no_process_and_no_file() throws Exception {
    for (int i = 0; i < CYCLES; i++) {
      try (ServerUser user = ServerUser.start(folder, false)) {
        assertThat(user.uri()).isNotEmpty();
      }
      assertThat(processes()).isEmpty();
      assertThat(folder.resolve("tmp")).isEmptyDirectory();
      assertThat(folder.resolve("cache/longshore/junit/runs")).isEmptyDirectory();
    }
  }

  private void awaitNothing() throws IOException {
    long until = System.nanoTime() + PROMISED.toNanos();
    while (System.nanoTime() < until && (!processes().isEmpty() || !data().isEmpty())) {
      Thread.onSpinWait();
    }
    assertThat(processes()).isEmpty();
    assertThat(data()).isEmpty();
  }

  private List<Path> data() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.toList();
    }
  }

  /** The processes that name the folder in their command, or work in it. */
  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(this::isInFolder)
        .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
        .toList();
  }

  private boolean isInFolder(ProcessHandle process) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.readSymbolicLink(proc.resolve("cwd")).startsWith(folder)
          || Files.readString(proc.resolve("cmdline")).contains(folder.toString());
    } catch (IOException | RuntimeException gone) {
      return false;
    }
  }
}
