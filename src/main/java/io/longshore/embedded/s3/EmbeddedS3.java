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
 * S3 on a folder, in this process, on a loopback port of its own. Buckets belong to the account
 * that made them; this server's own key, which lives as long as the process, opens all.
 */
public final class EmbeddedS3 implements AutoCloseable {

  /** Before which a bucket may stand in the Host, without a setting. */
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
   * Starts on that folder, which is made if it is missing. Blocks until it answers.
   *
   * @param keys whose signatures count, beside a key of our own that lives as long as this
   */
  public static EmbeddedS3 start(Path folder, KeySource keys) {
    return start(folder, keys, HOSTS);
  }

  /**
   * @param hosts what may follow a bucket in the Host
   */
  public static EmbeddedS3 start(Path folder, KeySource keys, Collection<String> hosts) {
    AccessKey own = new AccessKey(random(), random(), "000000000000", true);
    try {
      Files.createDirectories(folder);
      S3Server server = S3Server.start(folder, new Beside(own, keys), own.id(), hosts);
      return new EmbeddedS3(server, own.id(), own.secret());
    } catch (IOException failure) {
      throw new EmbeddedStartException(
          "The embedded S3 cannot use " + folder + ": " + failure, failure);
    }
  }

  /** Knows one key more. */
  private record Beside(AccessKey own, KeySource others) implements KeySource {
    @Override
    public Future<Optional<AccessKey>> find(String accessKey) {
      return accessKey.equals(own.id())
          ? Future.succeededFuture(Optional.of(own))
          : others.find(accessKey);
    }

    @Override
    public void used(AccessKey key) {
      if (!key.id().equals(own.id())) {
        others.used(key);
      }
    }

    @Override
    public boolean toleratesTokens() {
      return others.toleratesTokens();
    }
  }

  /** Makes a bucket that is no account's, if it is not there. Blocks. */
  public void makeBucket(String bucket) {
    server.makeOwnBucket(bucket);
  }

  /** Under any Host that is an address, or that {@link #start} was told. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
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
      server.close();
    } catch (Exception failure) {
      throw new IllegalStateException("The embedded S3 did not stop", failure);
    }
  }
}
