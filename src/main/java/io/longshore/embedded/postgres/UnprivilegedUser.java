package io.longshore.embedded.postgres;

import com.sun.security.auth.module.UnixSystem;
import io.longshore.embedded.EmbeddedStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How root runs PostgreSQL, which refuses to run as root. */
final class UnprivilegedUser {

  /** In a user namespace of its own root is nobody, and still owns its files. */
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  /**
   * Containers mostly close user namespaces but let root become nobody. It keeps the right to pass
   * folders that only root may enter, such as the one above the cluster.
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
   * What to put before a program; nothing for an ordinary user.
   *
   * @throws EmbeddedStartException for root, where there is no way
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
