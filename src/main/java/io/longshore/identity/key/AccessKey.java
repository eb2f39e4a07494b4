package io.longshore.identity.key;

import io.longshore.identity.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * An access key.
 *
 * @param id the access key id, 1 to 128 of {@code A-Za-z0-9_}
 * @param secret the secret access key; SigV4 needs it in plain text, so it cannot be stored as a
 *     hash
 * @param account the 12-digit account
 * @param enabled whether requests may use it
 * @param expires when it expires; empty for never
 * @param tokenHash for a temporary key, the SHA-256 in hexadecimal digits of its session token
 * @param policy what it may do; empty for all operations of its account
 */
public record AccessKey(
    String id,
    String secret,
    String account,
    boolean enabled,
    Optional<Instant> expires,
    Optional<String> tokenHash,
    Optional<Policy> policy) {

  /** A permanent key without a policy. */
  public AccessKey(String id, String secret, String account, boolean enabled) {
    this(id, secret, account, enabled, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return "Key[id=" + id + ", account=" + account + ", enabled=" + enabled + "]";
  }
}
