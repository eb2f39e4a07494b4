package io.longshore.embedded;

import io.longshore.identity.Key;
import io.longshore.identity.KeyStore;
import io.longshore.identity.Question;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3 on a folder, in this process, on loopback ports of its own. Two servers on one folder: S3Proxy
 * with a virtual host takes every other Host, even 127.0.0.1, for a bucket.
 */
public final class EmbeddedS3 implements AutoCloseable {

  private static final int THREADS = 64;
  private static final long STOP_MILLIS = 3_000;

  /**
   * A body that is signed as a whole must be in memory to be verified. Larger ones come in chunks
   * or parts, as SDKs send them.
   */
  private static final long WHOLE_BODY_BYTES =
      Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4);

  private static final Question ALL_OF_S3 = new Question("s3:*", "arn:aws:s3:::*", Map.of());

  private final BlobStore blobs;
  private final S3Proxy byPath;
  private final S3Proxy byHost;
  private final String accessKey;
  private final String secretKey;

  private EmbeddedS3(
      BlobStore blobs, S3Proxy byPath, S3Proxy byHost, String accessKey, String secretKey) {
    this.blobs = blobs;
    this.byPath = byPath;
    this.byHost = byHost;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  /**
   * Starts on that folder, which is made if it is missing. Blocks until it answers.
   *
   * @param keys whose signatures count, beside a key of our own that lives as long as this
   */
  public static EmbeddedS3 start(Path folder, KeyStore keys) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new StartRefused("The embedded S3 cannot use " + folder + ": " + failure, failure);
    }
    BlobStore blobs = new FilesystemNio2BlobStore(folder.toString());
    EmbeddedS3 started =
        new EmbeddedS3(
            blobs,
            server(blobs).build(),
            server(blobs).virtualHost("localhost").build(),
            random(),
            random());
    for (S3Proxy server : new S3Proxy[] {started.byPath, started.byHost}) {
      server.setBlobStoreLocator(
          (key, bucket, object) ->
              started.secret(key, keys).map(secret -> new AccessGrant(secret, blobs)).orElse(null));
      try {
        server.start();
      } catch (Exception failure) {
        started.close();
        throw new IllegalStateException("The embedded S3 did not start: " + failure, failure);
      }
    }
    return started;
  }

  private static S3Proxy.Builder server(BlobStore blobs) {
    return S3Proxy.builder()
        .blobStore(blobs)
        .endpoint(URI.create("http://127.0.0.1:0"))
        // Version 2 too: boto3 presigns with it unless it is told otherwise.
        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, random(), random())
        .v4MaxNonChunkedRequestSize(WHOLE_BODY_BYTES)
        .jettyMaxThreads(THREADS)
        .stopTimeout(STOP_MILLIS)
        .ignoreUnknownHeaders(true);
  }

  private Optional<String> secret(String key, KeyStore keys) {
    if (key == null || key.equals(accessKey)) {
      return Optional.ofNullable(key).map(own -> secretKey);
    }
    try {
      return keys.find(key)
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS)
          .filter(EmbeddedS3::opens)
          .map(Key::secret);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      throw new IllegalStateException("The access keys cannot be read", failure);
    }
  }

  /**
   * S3Proxy looks at no session token, so a temporary key opens nothing here; and at no policy, so
   * one must allow all of S3.
   */
  private static boolean opens(Key key) {
    return key.enabled()
        && key.tokenHash().isEmpty()
        && key.policy().filter(policy -> !policy.decide(ALL_OF_S3).allowed()).isEmpty()
        && key.expires().filter(end -> !Instant.now().isBefore(end)).isEmpty();
  }

  /** Makes a bucket, if it is not there. Blocks. */
  public void makeBucket(String bucket) {
    if (!blobs.containerExists(bucket)) {
      blobs.createContainer(bucket);
    }
  }

  /** Where the bucket stands in the path, under any Host. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + byPath.getPort());
  }

  /** Where the bucket stands before {@code .localhost} in the Host. */
  public URI virtualHostEndpoint() {
    return URI.create("http://127.0.0.1:" + byHost.getPort());
  }

  /** A key of our own, for the jobs of this process. */
  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  private static String random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    try {
      byPath.stop();
      byHost.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("The embedded S3 did not stop", failure);
    }
  }
}
