package io.longshore.fault;

import io.longshore.embedded.s3.EmbeddedS3;
import io.longshore.identity.key.KeySource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs the embedded S3 on a folder in its own process, which ends at the end of its standard input.
 */
final class S3Main {

  private S3Main() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedS3 server = EmbeddedS3.start(Path.of(arguments[0]), KeySource.embedded());
    System.out.println("S3 at " + server.endpoint());
    System.out.flush();
    while (System.in.read() >= 0) {
      continue;
    }
    Runtime.getRuntime().halt(0);
  }
}
