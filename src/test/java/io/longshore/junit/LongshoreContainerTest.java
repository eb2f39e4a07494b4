package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.CommandLines;
import io.longshore.identity.key.FileKeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no Docker: the container's command, ports, keys and accounts. */
class LongshoreContainerTest {

  @TempDir private Path folder;

  @Test
  void its_command_is_one_that_the_jar_takes() {
    try (LongshoreContainer container = new Unstarted()) {
      assertThat(container.getExposedPorts()).containsExactlyInAnyOrder(4566, 9464);
      assertThat(CommandLines.all().parseArgs(container.getCommandParts()).errors()).isEmpty();
    }
  }

  @Test
  void its_keys_are_a_file_of_keys() throws Exception {
    try (LongshoreContainer container = new Unstarted()) {
      Path file = Files.writeString(folder.resolve("keys"), container.keys());
      assertThat(FileKeySource.load(file)).isNotNull();
      assertThat(Files.readAllLines(file)).hasSize(LongshoreContainer.ACCOUNTS);
    }
  }

  @Test
  void every_server_is_of_another_account_until_none_is_left() {
    try (LongshoreContainer container = new Unstarted()) {
      String keys = container.keys();
      LongshoreServer first = container.server();
      assertThat(keys).contains(first.account() + " test " + first.account());
      assertThat(first.uri()).hasToString("http://docker.example:32768");
      for (int i = 1; i < LongshoreContainer.ACCOUNTS; i++) {
        assertThat(container.server().account()).isNotEqualTo(first.account());
      }
      assertThatThrownBy(container::server).hasMessageContaining("used up");
    }
  }

  /** Knows its address without Docker. */
  private static final class Unstarted extends LongshoreContainer {

    Unstarted() {
      super("registry.example/longshore:1");
    }

    @Override
    public String getHost() {
      return "docker.example";
    }

    @Override
    public Integer getMappedPort(int port) {
      return 32_768;
    }
  }
}
