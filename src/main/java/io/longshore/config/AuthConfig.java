package io.longshore.config;

import io.longshore.config.load.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Access keys, and the verification of signatures.
 *
 * @param keysFile a file that lists access keys
 * @param masterKey encrypts the secrets of access keys in the database, 32 bytes in base64; without
 *     it those keys are ignored. Without keysFile and masterKey the test keys are valid
 * @param formerMasterKey the previous master key; it decrypts secrets until {@code keys rewrap} has
 *     run
 * @param skew how far a request's time may differ from the server's, 1 to 15 minutes
 * @param regions the regions that a signature may name; empty for any
 * @param refuseReplays whether a signature of a create is refused if it was used before
 */
public record AuthConfig(
    Optional<Path> keysFile,
    @Secret Optional<String> masterKey,
    @Secret Optional<String> formerMasterKey,
    Duration skew,
    Set<String> regions,
    boolean refuseReplays) {

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
  private static final int MASTER_KEY_BYTES = 32;

  public AuthConfig {
    masterKey.ifPresent(key -> requireKey("auth.masterKey", key));
    formerMasterKey.ifPresent(key -> requireKey("auth.formerMasterKey", key));
    if (formerMasterKey.isPresent() && masterKey.isEmpty()) {
      throw new IllegalArgumentException("auth.formerMasterKey needs auth.masterKey beside it");
    }
    if (skew.compareTo(Duration.ofMinutes(1)) < 0 || skew.compareTo(Duration.ofMinutes(15)) > 0) {
      throw new IllegalArgumentException("auth.skew must be 1m to 15m, was " + skew);
    }
    for (String region : regions) {
      if (!REGION.matcher(region).matches()) {
        throw new IllegalArgumentException("auth.regions has no region name: " + region);
      }
    }
    regions = Set.copyOf(regions);
  }

  /** Signatures may be used again. */
  public AuthConfig(
      Optional<Path> keysFile,
      Optional<String> masterKey,
      Optional<String> formerMasterKey,
      Duration skew,
      Set<String> regions) {
    this(keysFile, masterKey, formerMasterKey, skew, regions, false);
  }

  /** Without keys in the database. */
  public AuthConfig(Optional<Path> keysFile, Duration skew, Set<String> regions) {
    this(keysFile, Optional.empty(), Optional.empty(), skew, regions);
  }

  public static AuthConfig defaults() {
    return new AuthConfig(Optional.empty(), Duration.ofMinutes(5), Set.of());
  }

  /** Whether the well-known test keys are valid. */
  public boolean usesTestKeys() {
    return keysFile.isEmpty() && masterKey.isEmpty();
  }

  private static void requireKey(String name, String base64) {
    int bytes;
    try {
      bytes = Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException malformed) {
      bytes = -1;
    }
    if (bytes != MASTER_KEY_BYTES) {
      throw new IllegalArgumentException(
          name + " must be 32 bytes in base64, such as `openssl rand -base64 32` prints");
    }
  }

  @Override
  public String toString() {
    return "AuthConfig[keysFile=" + keysFile + ", skew=" + skew + ", regions=" + regions + "]";
  }
}
