package io.longshore.embedded.postgres;

import io.longshore.config.DatabaseConfig;
import io.longshore.embedded.DataDirectoryLock;
import io.longshore.embedded.DiskSpace;
import io.longshore.embedded.EmbeddedStartException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded PostgreSQL server on a data folder: durable, on loopback only, with a password that
 * only the owner of the folder can read. All methods block: they are for start and stop.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  /** Owns the database and is not a superuser: its statements cannot read files or run programs. */
  private static final String USER = "longshore";

  private static final String DATABASE = "longshore";

  /** Recovery after a crash replays at most max_wal_size. */
  private static final Duration RECOVERY = Duration.ofMinutes(2);

  /** For two cores shared with a JVM. Durability keeps PostgreSQL's defaults. */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("max_connections", "100"),
          Map.entry("shared_buffers", "128MB"),
          Map.entry("effective_cache_size", "1GB"),
          Map.entry("work_mem", "16MB"),
          Map.entry("maintenance_work_mem", "64MB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("checkpoint_timeout", "10min"),
          Map.entry("wal_level", "minimal"), // no replica reads this WAL
          Map.entry("max_wal_senders", "0"),
          Map.entry("autovacuum_naptime", "15s"), // an import's rows are vacuumed soon after it
          Map.entry("random_page_cost", "1.1"),
          Map.entry("jit", "off"),
          Map.entry("max_parallel_workers_per_gather", "0"), // a job reads on two connections
          Map.entry("client_connection_check_interval", "10s"), // ends queries of a killed JVM
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_checkpoints", "off"),
          Map.entry(
              "logging_collector", "on"), // one file for each weekday, overwritten after a week
          Map.entry("log_filename", "postgresql-%a.log"),
          Map.entry("log_truncate_on_rotation", "on"),
          Map.entry("log_rotation_age", "1d"),
          Map.entry("log_rotation_size", "0"));

  /** Neither a crash of PostgreSQL nor one of Longshore loses data with them. */
  private static final Map<String, String> NOT_DURABLE =
      Map.of("fsync", "off", "full_page_writes", "off");

  private final PostgresProcess postmaster;
  private final int port;
  private final String password;
  private final Path folder;
  private final boolean durable;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private boolean isCopy;
  private PostgresSupervisor watch;

  private EmbeddedPostgres(
      PostgresProcess postmaster, int port, String password, Path folder, boolean durable) {
    this.postmaster = postmaster;
    this.port = port;
    this.password = password;
    this.folder = folder;
    this.durable = durable;
  }

  /** Starts a durable one within two minutes. */
  public static EmbeddedPostgres start(DataDirectoryLock folder) {
    return start(folder, Duration.ofMinutes(2), Optional.empty());
  }

  /**
   * Starts on {@code <folder>/postgres}, which the first start creates. Stops a server that a
   * killed process left running. Until {@link #close} the server is restarted whenever it ends.
   *
   * @param within the start fails if the server does not answer within this
   * @param template if given, a new cluster is a copy of it, and a crash of the machine may lose
   *     the data
   * @throws EmbeddedStartException if it cannot run on this platform or folder
   */
  public static EmbeddedPostgres start(
      DataDirectoryLock folder, Duration within, Optional<ClusterTemplate> template) {
    long until = System.nanoTime() + within.toNanos();
    ClusterFolder files = new ClusterFolder(folder.path());
    PostgresProcess postmaster = files.postmaster();
    try {
      boolean copied =
          !files.hasCluster() && template.isPresent() && template.get().copyTo(folder.path());
      if (!files.hasCluster()) {
        files.init();
      }
      postmaster.takeOver();
      int port = port(folder.path().resolve("postgres.port"));
      String password = Files.readString(files.password()).strip();
      EmbeddedPostgres server =
          new EmbeddedPostgres(postmaster, port, password, folder.path(), template.isEmpty());
      postmaster.start(server.settings(), within);
      server.isCopy = copied;
      if (!copied) {
        server.createDatabase(until);
      }
      server.watch = PostgresSupervisor.begin(port, server::again, server::circumstances);
      return server;
    } catch (IOException failure) {
      throw new EmbeddedStartException(
          "The embedded PostgreSQL cannot use %s: %s".formatted(files.cluster(), failure), failure);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
    settings.put("port", Integer.toString(port));
    settings.putAll(durable ? Map.of() : NOT_DURABLE);
    return settings;
  }

  private void again() throws IOException {
    postmaster.takeOver();
    postmaster.start(settings(), RECOVERY);
  }

  private String circumstances() {
    return DiskSpace.isFull(folder) ? " (" + DiskSpace.complaint(folder) + ")" : "";
  }

  /** Connects to the server that another process runs on that folder; empty if none does. */
  public static Optional<DatabaseConfig> running(Path folder, DatabaseConfig config) {
    Path port = folder.resolve("postgres.port");
    if (!Files.exists(folder.resolve("postgres/postmaster.pid")) || !Files.exists(port)) {
      return Optional.empty();
    }
    try {
      String url = url(Integer.parseInt(Files.readString(port).strip()));
      String password = Files.readString(folder.resolve("postgres.password")).strip();
      return Optional.of(config.at(url, USER, password));
    } catch (IOException | NumberFormatException unreadable) {
      throw new EmbeddedStartException(
          "The embedded PostgreSQL in %s cannot be reached: %s".formatted(folder, unreadable),
          unreadable);
    }
  }

  private static String url(int port) {
    return "postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  /** Whether this start has copied the template, which has the schema of this build. */
  public boolean isCopy() {
    return isCopy;
  }

  /** {@code postgresql://127.0.0.1:port/database}. */
  public String url() {
    return url(port);
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  @Override
  public void close() {
    if (!stopped.getAndSet(true)) {
      if (watch != null) {
        watch.close();
      }
      postmaster.stop();
    }
  }

  private void createDatabase(long until) {
    while (true) {
      try {
        createDatabase();
        return;
      } catch (IOException | SQLException failure) {
        if (System.nanoTime() - until >= 0) {
          close();
          throw new IllegalStateException(
              "The embedded PostgreSQL does not answer: " + failure.getMessage(), failure);
        }
      }
    }
  }

  private void createDatabase() throws IOException, SQLException {
    Path file = new ClusterFolder(folder).superuserPassword();
    boolean older = !Files.exists(file);
    if (older) {
      log.warn(
          "{} was created by an older version: its role {} is a superuser, which new data folders avoid",
          folder,
          USER);
    }
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                older ? USER : ClusterFolder.SUPERUSER,
                older ? password : Files.readString(file).strip());
        Statement statement = connection.createStatement()) {
      unlessThere(
          statement,
          "pg_roles where rolname = '" + USER + "'",
          "create role " + USER + " login createdb password '" + password + "'",
          "grant pg_checkpoint to " + USER);
      unlessThere(
          statement,
          "pg_database where datname = '" + DATABASE + "'",
          "create database " + DATABASE + " owner " + USER);
    }
  }

  private static void unlessThere(Statement statement, String what, String... make)
      throws SQLException {
    try (ResultSet found = statement.executeQuery("select 1 from " + what)) {
      if (found.next()) {
        return;
      }
    }
    for (String sql : make) {
      statement.execute(sql);
    }
  }

  /** The port of the last start if it is free, so that clients can reconnect; else any. */
  private static int port(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file).strip() : "";
    int last = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) & 0xffff : 0;
    for (int port : Arrays.asList(last, 0)) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        Files.writeString(
            file,
            Integer.toString(probe.getLocalPort()),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
        return probe.getLocalPort();
      } catch (BindException taken) {
        continue;
      }
    }
    throw new IOException("no free port on 127.0.0.1");
  }
}
