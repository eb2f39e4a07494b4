package io.longshore.fault;

import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.Folders;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What all fault tests of a JVM share: one PostgreSQL, and one S3 in its own process. */
record FaultEnvironment(Path folder, Vertx vertx, TestCluster postgresql, URI s3) {

  private static final Pattern AT = Pattern.compile("S3 at (\\S+)");

  static FaultEnvironment shared() {
    return Shared.GROUND;
  }

  private static FaultEnvironment start() {
    try {
      Path folder = Files.createTempDirectory("longshore-fault-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> clear(folder)));
      ChildProcess s3 =
          ChildProcess.start(
              folder.resolve("s3.log"),
              List.of("-Xmx512m"),
              argumentsOfS3(folder.resolve("s3").toString()));
      TestCluster postgresql = TestCluster.start(Files.createDirectory(folder.resolve("cluster")));
      return new FaultEnvironment(
          folder, Vertx.vertx(), postgresql, URI.create(s3.awaitLog(AT).group(1)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> argumentsOfS3(String folder) {
    List<String> main = ChildProcess.withTests("io.longshore.fault.S3Main");
    return List.of(main.get(0), main.get(1), main.get(2), folder);
  }

  /**
   * Other shutdown hooks stop the processes that write there at the same time. Files that remain
   * are in the temporary folder.
   */
  private static void clear(Path folder) {
    if (!Boolean.getBoolean("fault.keep")) {
      try {
        Folders.delete(folder);
      } catch (UncheckedIOException busy) {
        System.err.println("Left behind: " + folder);
      }
    }
  }

  private static final class Shared {
    static final FaultEnvironment GROUND = start();
  }
}
