package io.longshore.identity;

import io.vertx.core.Future;
import java.util.Optional;

/** Where access keys are looked up. */
public interface KeyStore {

  /** The key with that id, enabled or not; empty when there is none. */
  Future<Optional<Key>> find(String accessKey);

  /** Takes note that a request was verified with that key. */
  default void used(Key key) {}

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
  static KeyStore embedded() {
    return new EmbeddedKeys();
  }
}
