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

/** The HTTP server of the embedded S3, with its own event loops and worker threads. */
public final class S3Server implements AutoCloseable {

  private static final int EVENT_LOOPS = 2;
  private static final int WORKERS = 16;
  private static final int MAX_REQUEST_LINE_BYTES = 16 * 1024;
  private static final int MAX_HEADER_BYTES = 32 * 1024;
  private static final long CLOSE_TIMEOUT_SECONDS = 30;

  private final Vertx vertx;
  private final Buckets buckets;
  private final HttpServer server;

  private S3Server(Vertx vertx, Buckets buckets, HttpServer server) {
    this.vertx = vertx;
    this.buckets = buckets;
    this.server = server;
  }

  /**
   * Starts the server on a free loopback port. Blocks until it listens.
   *
   * @param keys the access keys of the clients
   * @param serverKey the id of the access key with access to every bucket
   * @param hostSuffixes the host names that may follow a bucket name in the Host header
   */
  public static S3Server start(
      Path folder, KeySource keys, String serverKey, Collection<String> hostSuffixes)
      throws IOException {
    LegacyFolderImport.run(folder);
    Buckets buckets = Buckets.open(folder);
    Vertx vertx = Vertx.vertx(options());
    S3SignatureVerifier signatures = new S3SignatureVerifier(keys, InstantSource.system());
    HttpServerOptions options =
        new HttpServerOptions()
            .setHandle100ContinueAutomatically(true)
            .setDecompressionSupported(false)
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES);
    try {
      HttpServer server =
          vertx
              .createHttpServer(options)
              .requestHandler(new S3Handler(vertx, buckets, signatures, serverKey, hostSuffixes))
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
        .setEventLoopPoolSize(EVENT_LOOPS)
        .setWorkerPoolSize(WORKERS)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  public int port() {
    return server.actualPort();
  }

  /** Creates a bucket that belongs to the server. An existing bucket changes its owner. */
  public void createServerBucket(String bucket) {
    buckets
        .find(bucket)
        .orElseGet(() -> buckets.getOrCreate(bucket, BucketProperties.SERVER_OWNER, "us-east-1"))
        .properties()
        .setOwner(BucketProperties.SERVER_OWNER);
  }

  @Override
  public void close() throws IOException {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .join();
    } finally {
      buckets.close();
    }
  }
}
