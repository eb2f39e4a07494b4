package io.longshore.embedded.s3;

import io.longshore.embedded.EmbeddedStartException;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An S3 server in this process that stores buckets in a folder and listens on a loopback port. A
 * bucket belongs to the account that creates it. The server's own key, which is generated at start,
 * gives access to every bucket.
 */
public final class EmbeddedS3 implements AutoCloseable {

  /** The default host names for virtual-hosted-style requests. */
  public static final List<String> HOSTS = List.of("localhost");

  private final S3Server server;
  private final String accessKey;
  private final String secretKey;

  private EmbeddedS3(S3Server server, String accessKey, String secretKey) {
    this.server = server;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  /**
   * Starts the server. Creates the folder if it does not exist. Blocks until the server listens.
   *
   * @param keys the access keys of the clients, in addition to the server's own key
   */
  public static EmbeddedS3 start(Path folder, KeySource keys) {
    return start(folder, keys, HOSTS);
  }

  /**
   * @param hosts the host names that may follow a bucket name in the Host header
   */
  public static EmbeddedS3 start(Path folder, KeySource keys, Collection<String> hosts) {
    AccessKey serverKey = new AccessKey(randomHex(), randomHex(), "000000000000", true);
    try {
      Files.createDirectories(folder);
      S3Server server =
          S3Server.start(folder, new ServerKeySource(serverKey, keys), serverKey.id(), hosts);
      return new EmbeddedS3(server, serverKey.id(), serverKey.secret());
    } catch (IOException failure) {
      throw new EmbeddedStartException(
          "The embedded S3 cannot use the folder " + folder + ": " + failure, failure);
    }
  }

  /** A key source that adds the server's own key to another source. */
  private record ServerKeySource(AccessKey serverKey, KeySource clientKeys) implements KeySource {
    @Override
    public Future<Optional<AccessKey>> find(String accessKey) {
      return accessKey.equals(serverKey.id())
          ? Future.succeededFuture(Optional.of(serverKey))
          : clientKeys.find(accessKey);
    }

    @Override
    public void used(AccessKey key) {
      if (!key.id().equals(serverKey.id())) {
        clientKeys.used(key);
      }
    }

    @Override
    public boolean toleratesTokens() {
      return clientKeys.toleratesTokens();
    }
  }

  /** Creates a bucket that belongs to the server, not to an account, unless it exists. Blocks. */
  public void createBucket(String bucket) {
    server.createServerBucket(bucket);
  }

  /** The URL of the server on the loopback interface. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** The id of the server's own key, which the jobs of this process use. */
  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  private static String randomHex() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception failure) {
      throw new IllegalStateException("The embedded S3 did not stop", failure);
    }
  }
}
