package io.longshore.identity.key;

import io.vertx.core.Future;
import java.util.Optional;

/** A source of access keys. Thread-safe. */
public interface KeySource {

  /** Finds a key by its id, enabled or not; empty when there is none. */
  Future<Optional<AccessKey>> find(String accessKey);

  /** Called when a request was verified with a key. */
  default void used(AccessKey key) {}

  /**
   * Whether session tokens are ignored. Only for the well-known keys of the embedded default, whose
   * users' configurations often contain a token.
   */
  default boolean toleratesTokens() {
    return false;
  }

  /**
   * The keys of the embedded default: {@code test} is account 000000000000 and any 12 digits are
   * that account, all with the secret {@code test}. Must not be served on a public address.
   */
  static KeySource embedded() {
    return new EmbeddedKeySource();
  }
}
