package io.longshore.identity.key;

import io.longshore.identity.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * An access key.
 *
 * @param id the access key id, 1 to 128 of {@code A-Za-z0-9_}
 * @param secret what signatures are made with; SigV4 needs the secret itself, so no hash can stand
 *     in for it
 * @param account the 12-digit account
 * @param enabled whether it opens anything
 * @param expires when it stops to
 * @param tokenHash the SHA-256 in hexadecimal digits of the session token that must come along, for
 *     a temporary key
 * @param policy what it may do; empty for all that its account may
 */
public record AccessKey(
    String id,
    String secret,
    String account,
    boolean enabled,
    Optional<Instant> expires,
    Optional<String> tokenHash,
    Optional<Policy> policy) {

  /** A key for good. */
  public AccessKey(String id, String secret, String account, boolean enabled) {
    this(id, secret, account, enabled, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return "Key[id=" + id + ", account=" + account + ", enabled=" + enabled + "]";
  }
}
