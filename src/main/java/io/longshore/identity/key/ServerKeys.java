package io.longshore.identity.key;

import io.longshore.config.AuthConfig;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys for this server's own use, one for each purpose, the same in all replicas: derived from the
 * master key, or, without one, from a key in the database.
 */
public final class ServerKeys {

  private static final String MAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final List<byte[]> roots;

  private ServerKeys(List<byte[]> roots) {
    this.roots = roots;
  }

  /** Those of this configuration; makes the database's key when it is the first to need it. */
  public static Future<ServerKeys> of(AuthConfig config, Postgres postgres, SecureRandom random) {
    if (config.masterKey().isEmpty()) {
      byte[] offered = new byte[KEY_BYTES];
      random.nextBytes(offered);
      return new ServerKeyStore(postgres)
          .findOrMake(offered)
          .map(key -> new ServerKeys(List.of(key)));
    }
    List<byte[]> roots = new ArrayList<>();
    roots.add(Base64.getDecoder().decode(config.masterKey().get()));
    config.formerMasterKey().map(Base64.getDecoder()::decode).ifPresent(roots::add);
    return Future.succeededFuture(new ServerKeys(roots));
  }

  /** Of that key, for tests and tools that have it. */
  public static ServerKeys of(byte[] key) {
    return new ServerKeys(List.of(key));
  }

  /** The keys of that purpose; the first one seals, any may have sealed before. */
  public List<byte[]> of(String purpose) {
    return roots.stream()
        .map(root -> mac(root, ("longshore " + purpose).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  public static byte[] mac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(text);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has " + MAC, impossible);
    }
  }
}
