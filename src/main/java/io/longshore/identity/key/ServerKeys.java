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
 * The server's own keys, one for each purpose and the same on all replicas. Derived from the master
 * key, or without one from a key in the database.
 */
public final class ServerKeys {

  private static final String MAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final List<byte[]> roots;

  private ServerKeys(List<byte[]> roots) {
    this.roots = roots;
  }

  /** Loads the keys; creates the database's key when there is none. */
  public static Future<ServerKeys> of(AuthConfig config, Postgres postgres, SecureRandom random) {
    if (config.masterKey().isEmpty()) {
      byte[] offered = new byte[KEY_BYTES];
      random.nextBytes(offered);
      return new ServerKeyStore(postgres)
          .findOrInsert(offered)
          .map(key -> new ServerKeys(List.of(key)));
    }
    List<byte[]> roots = new ArrayList<>();
    roots.add(Base64.getDecoder().decode(config.masterKey().get()));
    config.formerMasterKey().map(Base64.getDecoder()::decode).ifPresent(roots::add);
    return Future.succeededFuture(new ServerKeys(roots));
  }

  /** The keys that are derived from a given key. */
  public static ServerKeys of(byte[] key) {
    return new ServerKeys(List.of(key));
  }

  /** The keys of a purpose: the current one first, then former ones, for decryption only. */
  public List<byte[]> of(String purpose) {
    return roots.stream()
        .map(root -> mac(root, ("longshore " + purpose).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  /** HMAC-SHA256. */
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
