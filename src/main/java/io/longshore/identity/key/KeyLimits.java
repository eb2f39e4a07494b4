package io.longshore.identity.key;

import io.longshore.identity.policy.Policy;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an access key may give to keys that it creates or rotates: not more than it has.
 *
 * @param policy the document of its policy; empty when it may do everything in its account
 * @param expires when it expires; empty for never
 */
public record KeyLimits(Optional<String> policy, Optional<Instant> expires) {

  static final KeyLimits NONE = new KeyLimits(Optional.empty(), Optional.empty());

  static KeyLimits of(AccessKeyRow row) {
    return new KeyLimits(row.policy(), row.expires());
  }

  /**
   * The policy that a new key gets: the wanted one, or else the own one.
   *
   * @throws IllegalArgumentException when the wanted policy is not valid
   */
  public Optional<String> policyOf(Optional<String> wanted) {
    wanted.ifPresent(Policy::parse);
    return wanted.or(() -> policy);
  }

  /** Whether a key may have that policy, or none: it allows nothing that the own one does not. */
  public boolean permits(Optional<String> wanted) {
    return policy.isEmpty()
        || wanted
            .filter(text -> Policy.parse(text).isWithin(Policy.parse(policy.get())))
            .isPresent();
  }

  /** When a key expires that is wanted to expire then, or never: not after the own expiry. */
  public Optional<Instant> end(Optional<Instant> wanted) {
    return Stream.of(wanted, expires).flatMap(Optional::stream).min(Instant::compareTo);
  }
}
