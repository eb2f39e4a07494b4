package io.longshore.embedded.postgres;

import com.sun.security.auth.module.UnixSystem;
import io.longshore.embedded.EmbeddedStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Drops root privileges for PostgreSQL, which refuses to run as root. */
final class UnprivilegedUser {

  /** In its own user namespace root appears as nobody and still owns its files. */
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  /**
   * For containers, which mostly forbid user namespaces but allow a change to nobody. Keeps the
   * capability to traverse folders that only root may enter, such as the parent of the cluster.
   */
  private static final List<String> NOBODY =
      List.of(
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          "--inh-caps=+dac_override",
          "--ambient-caps=+dac_override");

  private UnprivilegedUser() {}

  /**
   * The command prefix; empty for an ordinary user.
   *
   * @throws EmbeddedStartException if root cannot drop its privileges here
   */
  static List<String> prefix(Path folder) {
    if (!isRoot()) {
      return List.of();
    }
    for (List<String> way : List.of(NAMESPACE, NOBODY)) {
      try {
        PostgresProcess.run(Stream.concat(way.stream(), Stream.of("id", "-u")).toList());
        return way;
      } catch (IllegalStateException closed) {
        continue;
      }
    }
    throw new EmbeddedStartException(
        "PostgreSQL does not run as root, and root cannot become another user here: start Longshore"
            + " as the owner of %s, or set database.url".formatted(folder));
  }

  static boolean isRoot() {
    try {
      return new UnixSystem().getUid() == 0;
    } catch (LinkageError noUnix) {
      return false;
    }
  }
}
