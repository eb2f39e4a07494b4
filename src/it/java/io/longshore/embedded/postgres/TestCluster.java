package io.longshore.embedded.postgres;

import io.longshore.config.DatabaseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL cluster that a test can crash and restart. Its methods block. */
public final class TestCluster implements AutoCloseable {

  private static final String USER = "longshore";

  private final PostgresProcess postmaster;
  private final int port;
  private final Map<String, String> settings;
  private final AtomicInteger databases = new AtomicInteger();
  private boolean running;

  private TestCluster(PostgresProcess postmaster, int port, Map<String, String> settings) {
    this.postmaster = postmaster;
    this.port = port;
    this.settings = settings;
  }

  /** Creates and starts a cluster in a folder, with the superuser {@code longshore}. */
  public static TestCluster start(Path folder) {
    try {
      Path password = Files.writeString(folder.resolve("password"), USER);
      Path programs = PostgresBinaries.unpacked(folder.resolve("programs"));
      PostgresProcess postmaster = PostgresProcess.of(programs, folder.resolve("postgres"));
      postmaster.init(USER, password);
      return started(postmaster, Map.of());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Creates and starts a cluster with the binaries in the {@code bin} of another folder. */
  public static TestCluster start(Path programs, Path folder) {
    try {
      Path password = Files.writeString(folder.resolve("password"), USER);
      PostgresProcess postmaster = PostgresProcess.of(programs, folder.resolve("postgres"));
      List<String> init = new ArrayList<>(postmaster.asRoot());
      init.addAll(
          List.of(
              programs.resolve("bin/initdb").toString(),
              "--pgdata=" + postmaster.cluster(),
              "--username=" + USER,
              "--pwfile=" + password,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C.UTF-8"));
      PostgresProcess.run(init);
      return started(postmaster, Map.of());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Creates and starts a standby of this cluster, which it follows by streaming: a copy of the
   * cluster's folder, between the functions that make it a backup.
   *
   * @param settings of the standby's server
   */
  public TestCluster standby(Path folder, Map<String, String> settings) {
    PostgresProcess copy =
        new PostgresProcess(postmaster.programs(), folder.resolve("postgres"), postmaster.asRoot());
    DatabaseConfig server = database("postgres", port);
    try (Connection connection = DriverManager.getConnection("jdbc:" + server.url(), USER, USER);
        Statement statement = connection.createStatement()) {
      statement.execute("alter system set wal_keep_size = '1GB'");
      statement.execute("select pg_reload_conf()");
      statement.execute("select pg_backup_start('standby', true)");
      PostgresProcess.run(
          List.of("cp", "-a", postmaster.cluster().toString(), copy.cluster().toString()));
      try (ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop()")) {
        stopped.next();
        Files.writeString(copy.cluster().resolve("backup_label"), stopped.getString(1));
      }
      Files.delete(copy.cluster().resolve("postmaster.pid"));
      Files.createFile(copy.cluster().resolve("standby.signal"));
      Files.writeString(
          copy.cluster().resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'%n"
              .formatted(port, USER, USER));
      return started(copy, settings);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static TestCluster started(PostgresProcess postmaster, Map<String, String> settings)
      throws IOException {
    TestCluster made = new TestCluster(postmaster, freePort(), settings);
    Runtime.getRuntime().addShutdownHook(new Thread(made::close));
    made.start();
    return made;
  }

  /** Starts the cluster, and returns when recovery is complete and it accepts connections. */
  public synchronized void start() {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "port", Integer.toString(port),
                "max_connections", "150",
                "shared_buffers", "128MB",
                "timezone", "UTC"));
    all.putAll(settings);
    postmaster.start(all, Duration.ofMinutes(2));
    running = true;
  }

  /** Stops the cluster like a crash, without a checkpoint. */
  public synchronized void stopImmediately() {
    if (running) {
      running = false;
      List<String> stop = List.of("stop", "--pgdata=" + postmaster.cluster(), "--mode=immediate");
      String program = postmaster.programs().resolve("bin/pg_ctl").toString();
      List<String> command = new ArrayList<>(postmaster.asRoot());
      Stream.concat(Stream.of(program), stop.stream()).forEach(command::add);
      PostgresProcess.run(command);
    }
  }

  public int port() {
    return port;
  }

  /** The CPU time of all processes of the cluster since its start, also of those that ended. */
  public ClusterCpu cpu() {
    try {
      Path pid = postmaster.cluster().resolve("postmaster.pid");
      return ClusterCpu.of(Files.readAllLines(pid).get(0).strip(), USER);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Creates an empty database and returns its name. */
  public String freshDatabase() {
    String name = "fault" + databases.incrementAndGet();
    DatabaseConfig server = database("postgres", port);
    try (Connection connection = DriverManager.getConnection("jdbc:" + server.url(), USER, USER);
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
      return name;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The configuration of a database behind a port, which may belong to a proxy. */
  public DatabaseConfig database(String name, int through) {
    return new DatabaseConfig(
        "postgresql://127.0.0.1:" + through + "/" + name, USER, USER, 4, 6, false);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return probe.getLocalPort();
    }
  }

  @Override
  public void close() {
    stopImmediately();
  }
}
