package io.longshore.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Three replicas of the jar on fixed ports, and Debian's load balancers and Prometheus in front of
 * them.
 */
final class Replicas implements AutoCloseable {

  static final int SIZE = 3;
  private static final Duration STOP = Duration.ofSeconds(60);

  private final ReplicaCluster cluster;
  private final Map<String, String> more;
  private final Path folder;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> management = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final Programs programs;
  private Path jar;

  Replicas(ReplicaCluster cluster, Path folder, Map<String, String> more) {
    this(cluster, folder, Path.of(System.getProperty("longshore.jar")), more);
  }

  /** Replicas of the given build. */
  Replicas(ReplicaCluster cluster, Path folder, Path jar) {
    this(cluster, folder, jar, Map.of());
  }

  private Replicas(ReplicaCluster cluster, Path folder, Path jar, Map<String, String> more) {
    this.cluster = cluster;
    this.more = more;
    this.folder = folder;
    this.jar = jar;
    this.programs = new Programs(cluster, folder);
    for (int nth = 0; nth < SIZE; nth++) {
      ports.add(Programs.freePort());
      management.add(Programs.freePort());
    }
    List<ChildProcess> launched = new ArrayList<>();
    for (int nth = 0; nth < SIZE; nth++) {
      launched.add(launch(nth));
    }
    launched.forEach(process -> replicas.add(cluster.ready(process)));
  }

  private ChildProcess launch(int nth) {
    Map<String, String> flags = new HashMap<>(ReplicaCluster.DEFAULTS);
    flags.put("worker.poll", "500ms");
    flags.put("http.port", ports.get(nth).toString());
    flags.put("management.port", management.get(nth).toString());
    flags.put("console.port", "0");
    flags.put("drain.serveFor", "5s");
    flags.put("log.access", "false");
    flags.putAll(more);
    return cluster.launchJar(jar, flags);
  }

  /** Sets the build for replicas that are started from now on. */
  void build(Path other) {
    jar = other;
  }

  List<Replica> replicas() {
    return List.copyOf(replicas);
  }

  List<Integer> management() {
    return management;
  }

  void kill(int nth) {
    replicas.get(nth).process().kill();
  }

  /** Starts the replica again and waits until it is ready. */
  void start(int nth) {
    replicas.set(nth, cluster.ready(launch(nth)));
  }

  /**
   * Restarts one replica after another: sends SIGTERM, requires the exit code 0, and starts it
   * again.
   */
  void rollingRestart() throws InterruptedException {
    for (int nth = 0; nth < SIZE; nth++) {
      restart(nth);
    }
  }

  void restart(int nth) throws InterruptedException {
    ChildProcess old = replicas.get(nth).process();
    old.terminate();
    if (!old.exitsWithin(STOP) || old.exitCode() != 0) {
      throw new AssertionError("The replica did not exit with 0:\n" + old.log());
    }
    start(nth);
  }

  /** Starts haproxy on a free port, with the shipped configuration. */
  int haproxy() {
    int port = Programs.freePort();
    Path file = shipped("haproxy.cfg", port);
    programs.serve(port, "haproxy", "-db", "-f", file.toString());
    return port;
  }

  int nginx() {
    int port = Programs.freePort();
    Path file = shipped("nginx.conf", port);
    String own = "daemon off; pid %s/nginx.pid; error_log %s/nginx.err;".formatted(folder, folder);
    programs.serve(port, "nginx", "-p", folder.toString(), "-c", file.toString(), "-g", own);
    return port;
  }

  int prometheus() {
    int port = Programs.freePort();
    Path file = shipped("prometheus.yml", port);
    programs.serve(
        port,
        "prometheus",
        "--config.file=" + file,
        "--storage.tsdb.path=" + folder.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:" + port);
    return port;
  }

  /** The shipped file with the addresses of this test instead of the example's. */
  private Path shipped(String name, int port) {
    try {
      String text =
          Files.readString(Path.of("conf", name)).replace("0.0.0.0:4566", "127.0.0.1:" + port);
      for (int nth = 0; nth < SIZE; nth++) {
        String example = "10.0.0." + (nth + 1);
        text =
            text.replace(example + ":4566", "127.0.0.1:" + ports.get(nth))
                .replace(example + ":9464", "127.0.0.1:" + management.get(nth));
      }
      text = text.replace("scrape_interval: 15s", "scrape_interval: 1s");
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    programs.close();
    cluster.reset();
  }
}
