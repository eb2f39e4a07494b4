package io.longshore.identity.key;

import io.vertx.core.Future;
import java.util.Optional;

/** Where access keys are looked up. */
public interface KeySource {

  /** The key with that id, enabled or not; empty when there is none. */
  Future<Optional<AccessKey>> find(String accessKey);

  /** Takes note that a request was verified with that key. */
  default void used(AccessKey key) {}

  /**
   * Whether a signed session token is let pass without a look. Only for keys that everybody knows:
   * development set-ups tend to send one.
   */
  default boolean toleratesTokens() {
    return false;
  }

  /**
   * The keys of the embedded default: {@code test} is account 000000000000 and any 12 digits are
   * that account, all with the secret {@code test}. Never to be served on a public address.
   */
  static KeySource embedded() {
    return new EmbeddedKeySource();
  }
}
