package io.longshore.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** S3 on a folder, in this process, on a loopback port of its own. */
public final class EmbeddedS3 implements AutoCloseable {

  private final S3Proxy proxy;

  private EmbeddedS3(S3Proxy proxy) {
    this.proxy = proxy;
  }

  /** Starts on that folder, which is made if it is missing. Blocks until it answers. */
  public static EmbeddedS3 start(Path folder) {
    try {
      Files.createDirectories(folder);
      S3Proxy proxy =
          S3Proxy.builder()
              .blobStore(new FilesystemNio2BlobStore(folder.toString()))
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.AWS_V4, "test", "test")
              .virtualHost("localhost")
              .ignoreUnknownHeaders(true)
              .build();
      proxy.start();
      return new EmbeddedS3(proxy);
    } catch (IOException failure) {
      throw new IllegalStateException("The embedded S3 cannot use " + folder, failure);
    } catch (Exception failure) {
      throw new IllegalStateException("The embedded S3 did not start", failure);
    }
  }

  /**
   * By name, because S3Proxy takes every Host but its virtual host (even 127.0.0.1) for a bucket.
   */
  public URI endpoint() {
    return URI.create("http://localhost:" + proxy.getPort());
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("The embedded S3 did not stop", failure);
    }
  }
}
