package io.longshore.embedded.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The CPU time that the processes of a cluster have used, in nanoseconds, by what they are: {@code
 * postmaster}, {@code ended} for processes that ended, {@code backend} for those of clients, and
 * otherwise the first word of the process's title, such as {@code walsender}.
 */
public record ClusterCpu(Map<String, Long> nanos) {

  private static final long NANOS_OF_TICK = 10_000_000;

  /**
   * Reads the times of Linux. A process that ends is counted in ticks of 10 ms from then on.
   *
   * @param postmaster the process of the cluster's server
   * @param user the role of the clients, with which the titles of their backends begin
   */
  public static ClusterCpu of(String postmaster, String user) {
    Map<String, Long> found = new TreeMap<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.filter(p -> p.toString().matches(".*/\\d+")).toList()) {
        add(process, postmaster, user, found);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new ClusterCpu(found);
  }

  /** See proc(5): /proc/pid/stat has the time of ended children in ticks. */
  private static void add(Path process, String postmaster, String user, Map<String, Long> found) {
    try {
      String text = Files.readString(process.resolve("stat"));
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      boolean isPostmaster = process.endsWith(postmaster);
      if (isPostmaster || fields[1].equals(postmaster)) {
        String used = Files.readString(process.resolve("schedstat"));
        String kind = isPostmaster ? "postmaster" : kind(process, user);
        found.merge(kind, Long.parseLong(used.split(" ")[0]), Long::sum);
      }
      if (isPostmaster) {
        long ended = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        found.merge("ended", ended * NANOS_OF_TICK, Long::sum);
      }
    } catch (IOException gone) {
      // Its time is the server's time of ended children.
    }
  }

  private static String kind(Path process, String user) throws IOException {
    String title =
        new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
    String[] words = title.replaceFirst("^postgres: ", "").split("[\\s\\x00]+");
    return words[0].equals(user) ? "backend" : words[0];
  }

  /** What was used since an earlier time. */
  public ClusterCpu since(ClusterCpu earlier) {
    Map<String, Long> used = new TreeMap<>(nanos);
    earlier.nanos.forEach((kind, before) -> used.merge(kind, -before, Long::sum));
    return new ClusterCpu(used);
  }

  public ClusterCpu plus(ClusterCpu other) {
    Map<String, Long> sum = new TreeMap<>(nanos);
    other.nanos.forEach((kind, more) -> sum.merge(kind, more, Long::sum));
    return new ClusterCpu(sum);
  }

  public long millis() {
    return nanos.values().stream().mapToLong(Long::longValue).sum() / 1_000_000;
  }

  @Override
  public String toString() {
    Map<String, Long> millis = new TreeMap<>();
    nanos.forEach((kind, used) -> millis.put(kind, used / 1_000_000));
    millis.values().removeIf(used -> used == 0);
    return millis() + " ms " + millis;
  }
}
