package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.sun.net.httpserver.HttpServer;
import io.longshore.CommandLines;
import io.longshore.identity.key.FileKeySource;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
  void its_command_makes_a_server_that_is_reachable_from_outside_with_the_keys_of_its_file() {
    try (LongshoreContainer container = new Unstarted()) {
      List<String> command = List.of(container.getCommandParts());
      assertThat(command)
          .startsWith("serve", "--temporary")
          .contains("http.host=0.0.0.0", "management.host=0.0.0.0", "http.allowPlain=true")
          .contains("auth.keys_FILE=/tmp/keys");
      assertThat(container.getImage().toString()).contains("registry.example/longshore:1");
      assertThat(container.getEnvMap()).isEmpty();
    }
  }

  @Test
  void it_waits_until_health_says_ready() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer health = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    health.createContext(
        "/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
          exchange.close();
        });
    health.start();
    try (Unstarted container = new Unstarted("localhost", health.getAddress().getPort())) {
      container.awaitReady();
    } finally {
      health.stop(0);
    }
    assertThat(asked).hasValueGreaterThanOrEqualTo(3);
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

    private final String host;
    private final int port;

    Unstarted() {
      this("docker.example", 32_768);
    }

    Unstarted(String host, int port) {
      super("registry.example/longshore:1");
      this.host = host;
      this.port = port;
    }

    /** Waits as the start does. */
    void awaitReady() {
      getWaitStrategy().waitUntilReady(this);
    }

    @Override
    public String getHost() {
      return host;
    }

    @Override
    public Integer getMappedPort(int exposed) {
      assertThat(getExposedPorts()).contains(exposed);
      return port;
    }

    @Override
    public InspectContainerResponse getContainerInfo() {
      return new InspectContainerResponse();
    }
  }
}
