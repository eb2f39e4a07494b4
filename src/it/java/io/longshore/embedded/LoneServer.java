package io.longshore.embedded;

import io.longshore.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Path;

/** A process that runs an embedded PostgreSQL until it is killed. Prints the URL and password. */
public final class LoneServer {

  private LoneServer() {}

  public static void main(String[] args) throws Exception {
    DataDirectoryLock folder = DataDirectoryLock.take(Path.of(args[0]));
    EmbeddedPostgres server = EmbeddedPostgres.start(folder);
    System.out.println(server.url() + " " + server.password());
    System.in.read();
  }
}
