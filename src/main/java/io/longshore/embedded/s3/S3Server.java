package io.longshore.embedded.s3;

import io.longshore.embedded.s3.data.BucketProperties;
import io.longshore.embedded.s3.data.Buckets;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.sigv4.S3SignatureVerifier;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** S3 on a folder, on a loopback port of its own, with event loops and workers of its own. */
public final class S3Server implements AutoCloseable {

  private static final int LOOPS = 2;
  private static final int WORKERS = 16;
  private static final int LINE_BYTES = 16 * 1024;
  private static final int HEADER_BYTES = 32 * 1024;
  private static final long LONGEST_SECONDS = 30;

  private final Vertx vertx;
  private final Buckets buckets;
  private final HttpServer server;

  private S3Server(Vertx vertx, Buckets buckets, HttpServer server) {
    this.vertx = vertx;
    this.buckets = buckets;
    this.server = server;
  }

  /**
   * Starts. Blocks until it answers.
   *
   * @param keys whose signatures count
   * @param serverKey the access key to which every bucket is open
   * @param suffixes what may follow a bucket in the Host
   */
  public static S3Server start(
      Path folder, KeySource keys, String serverKey, Collection<String> suffixes)
      throws IOException {
    LegacyFolderImport.takeOver(folder);
    Buckets buckets = Buckets.open(folder);
    Vertx vertx = Vertx.vertx(options());
    S3SignatureVerifier signatures = new S3SignatureVerifier(keys, InstantSource.system());
    HttpServerOptions options =
        new HttpServerOptions()
            .setHandle100ContinueAutomatically(true)
            .setDecompressionSupported(false)
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(LINE_BYTES)
            .setMaxHeaderSize(HEADER_BYTES);
    try {
      HttpServer server =
          vertx
              .createHttpServer(options)
              .requestHandler(new S3Handler(vertx, buckets, signatures, serverKey, suffixes))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      return new S3Server(vertx, buckets, server);
    } catch (RuntimeException failure) {
      vertx.close();
      throw failure;
    }
  }

  private static VertxOptions options() {
    return new VertxOptions()
        .setEventLoopPoolSize(LOOPS)
        .setWorkerPoolSize(WORKERS)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  public int port() {
    return server.actualPort();
  }

  /** Makes a bucket that is no account's, or takes the one of that name from its owner. */
  public void makeOwnBucket(String bucket) {
    buckets
        .find(bucket)
        .orElseGet(() -> buckets.make(bucket, BucketProperties.NOBODY, "us-east-1"))
        .facts()
        .give(BucketProperties.NOBODY);
  }

  @Override
  public void close() throws IOException {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
          .join();
    } finally {
      buckets.close();
    }
  }
}
