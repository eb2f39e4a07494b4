package io.longshore.embedded.postgres;

import io.longshore.embedded.EmbeddedStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stopped cluster that has the schema of this build and no data, in the user's cache. To copy it
 * takes a tenth of the time of initdb and the migrations. It is for servers whose data is deleted
 * at their end: the copies do not survive a crash of the machine, and have the same passwords,
 * which only the user can read. All methods block.
 */
public final class ClusterTemplate {

  private static final Logger log = LoggerFactory.getLogger(ClusterTemplate.class);

  private static final String PREFIX = "cluster-";
  private static final String CLUSTER = "postgres";
  private static final List<String> PASSWORDS = List.of("postgres.password", "postgres.superuser");
  private static final List<String> PARTS =
      Stream.concat(Stream.of(CLUSTER), PASSWORDS.stream()).toList();

  /** In MiB. Otherwise a copy would be mostly empty WAL. */
  private static final String SMALL_WAL = "--wal-segsize=1";

  private final Optional<Path> home;

  /**
   * @param home where it is; empty if there can be none
   */
  ClusterTemplate(Optional<Path> home) {
    this.home = home;
  }

  /**
   * The template for a schema; there may be none yet.
   *
   * @param schema differs for each set of migrations
   */
  public static ClusterTemplate of(String schema) {
    try {
      String name = PREFIX + PostgresBinaries.id() + "-" + schema;
      return new ClusterTemplate(PostgresBinaries.cacheFolder().map(it -> it.resolve(name)));
    } catch (IOException | EmbeddedStartException none) {
      log.debug("There are no templates here", none);
      return new ClusterTemplate(Optional.empty());
    }
  }

  /**
   * Copies it into a data folder that has no cluster.
   *
   * @return false if there is no template
   */
  boolean copyTo(Path data) throws IOException {
    if (home.isEmpty() || !Files.isDirectory(home.get())) {
      return false;
    }
    try {
      if (!spare().orElseThrow().moveTo(data.resolve(CLUSTER))) {
        FolderCopy.copy(home.get().resolve(CLUSTER), data.resolve(CLUSTER));
      }
      for (String password : PASSWORDS) {
        FolderCopy.copy(home.get().resolve(password), data.resolve(password));
      }
      return true;
    } catch (IOException replaced) {
      log.debug("{} was deleted meanwhile", home.get(), replaced);
      for (String part : PARTS) {
        if (Files.exists(data.resolve(part))) {
          PostgresBinaries.deleteTree(data.resolve(part));
        }
      }
      return false;
    }
  }

  /** A copy of the cluster for the next new folder; empty if there can be no template. */
  public Optional<SpareCluster> spare() {
    return home.map(it -> new SpareCluster(it, it.resolve(CLUSTER)));
  }

  /**
   * Makes the template, unless there is one or the cache cannot be written.
   *
   * @param migrate starts the cluster of a data folder, creates the schema, and stops it
   */
  public void create(Consumer<Path> migrate) {
    if (home.isEmpty() || Files.isDirectory(home.get())) {
      return;
    }
    try {
      Path half = Files.createTempDirectory(home.get().getParent(), "filling-");
      try {
        fill(half, migrate);
      } finally {
        PostgresBinaries.deleteTree(half);
      }
    } catch (IOException failure) {
      if (!Files.isDirectory(home.get())) { // else another process was faster
        log.warn("Without {}, temporary servers start slower: {}", home.get(), failure.toString());
      }
    }
  }

  private void fill(Path half, Consumer<Path> migrate) throws IOException {
    Path data = Files.createDirectory(half.resolve("data"));
    new ClusterFolder(data).init(SMALL_WAL);
    migrate.accept(data);
    Path whole = Files.createDirectory(half.resolve("whole"));
    for (String part : PARTS) {
      Files.move(data.resolve(part), whole.resolve(part));
    }
    deleteOthers(half.getParent());
    Files.move(whole, home.orElseThrow(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Templates of other builds. */
  private static void deleteOthers(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      for (Path other :
          files.filter(it -> it.getFileName().toString().startsWith(PREFIX)).toList()) {
        PostgresBinaries.deleteTree(other);
      }
    }
  }
}
