package io.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.JarProcess;
import io.longshore.fixture.Sdk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The options by which a server ends with those that it is for. */
@Timeout(120)
class LifetimeIT {

  private static final Pattern DATA = Pattern.compile("PostgreSQL embedded in (\\S+)");
  private static final String[] FREE_PORTS = {
    "--port", "0", "--set", "management.port=0", "--set", "console.port=0"
  };

  @TempDir private Path folder;

  @Test
  void an_attached_server_ends_with_its_input_and_leaves_no_postgresql_and_no_file()
      throws Exception {
    Path ready = folder.resolve("ready");
    try (JarProcess server = serve("--temporary", "--attached", "--ready", ready.toString())) {
      // The file follows the line on the console that the fixture waits for.
      Sdk.until(() -> CompletableFuture.completedFuture(Files.exists(ready)), there -> there);
      assertThat(ready)
          .hasContent(server.http() + "\n" + server.management() + "\n" + server.console());
      Path data = data(server);
      long postgres = postgres(data);
      assertThat(ProcessHandle.of(postgres)).isPresent();

      server.process().getOutputStream().close();

      assertThat(server.exit(30)).isZero();
      assertThat(data).doesNotExist();
      Sdk.until(
          () -> CompletableFuture.completedFuture(ProcessHandle.of(postgres)),
          process -> process.filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void a_server_with_a_lock_ends_when_the_last_holder_has_released_it() throws Exception {
    Path file = Files.createFile(folder.resolve("users"));
    try (FileChannel users =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock held = users.lock(0, Long.MAX_VALUE, true);
        JarProcess server = serve("--temporary", "--lock", file.toString())) {
      assertThat(server.process().isAlive()).isTrue();
      Path data = data(server);

      held.release();

      assertThat(server.exit(30)).isZero();
      assertThat(data).doesNotExist();
    }
  }

  private JarProcess serve(String... options) {
    String[] all = new String[1 + options.length + FREE_PORTS.length];
    all[0] = "serve";
    System.arraycopy(options, 0, all, 1, options.length);
    System.arraycopy(FREE_PORTS, 0, all, 1 + options.length, FREE_PORTS.length);
    return JarProcess.ready(folder, all);
  }

  private static Path data(JarProcess server) {
    Matcher found = DATA.matcher(server.output());
    assertThat(found.find()).isTrue();
    return Path.of(found.group(1));
  }

  private static long postgres(Path data) throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0));
  }
}
