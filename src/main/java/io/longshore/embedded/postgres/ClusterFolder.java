package io.longshore.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The files of the embedded PostgreSQL in a data folder.
 *
 * @param data the data folder
 */
record ClusterFolder(Path data) {

  /** Used only to create the role and its database. */
  static final String SUPERUSER = "postgres";

  Path cluster() {
    return data.resolve("postgres");
  }

  boolean hasCluster() {
    return Files.isDirectory(cluster());
  }

  /** The password of the role that owns the database. */
  Path password() {
    return data.resolve("postgres.password");
  }

  Path superuserPassword() {
    return data.resolve("postgres.superuser");
  }

  PostgresProcess postmaster() {
    return PostgresProcess.of(PostgresBinaries.unpacked(data.resolve("programs")), cluster());
  }

  /**
   * Creates the cluster, with random passwords, in a folder that has none.
   *
   * @param options further ones of initdb
   */
  void init(String... options) throws IOException {
    writePassword(password());
    writePassword(superuserPassword());
    postmaster().init(SUPERUSER, superuserPassword(), options);
  }

  private static void writePassword(Path file) throws IOException {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(file);
    Files.createFile(file);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(file, HexFormat.of().formatHex(random));
  }
}
