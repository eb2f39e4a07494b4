package io.longshore.identity;

/**
 * An access key.
 *
 * @param id the access key id, 1 to 128 of {@code A-Za-z0-9_}
 * @param secret what signatures are made with; SigV4 needs the secret itself, so no hash can stand
 *     in for it
 * @param account the 12-digit account
 * @param enabled whether it opens anything
 */
public record Key(String id, String secret, String account, boolean enabled) {

  @Override
  public String toString() {
    return "Key[id=" + id + ", account=" + account + ", enabled=" + enabled + "]";
  }
}
