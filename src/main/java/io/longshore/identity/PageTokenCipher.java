package io.longshore.identity;

import io.longshore.api.Principal;
import io.longshore.identity.key.SealedText;
import io.longshore.identity.key.ServerKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Encrypts page tokens. A token can be decrypted for the same account, region and operation only,
 * and for {@link #VALIDITY}. Thread-safe.
 */
public final class PageTokenCipher {

  static final Duration VALIDITY = Duration.ofHours(24);

  private final Optional<SealedText> seal;
  private final InstantSource clock;

  public PageTokenCipher(ServerKeys keys, InstantSource clock, SecureRandom random) {
    this(Optional.of(new SealedText(keys, "page tokens", random)), clock);
  }

  private PageTokenCipher(Optional<SealedText> seal, InstantSource clock) {
    this.seal = seal;
    this.clock = clock;
  }

  /** Returns a cipher that does not encrypt. */
  public static PageTokenCipher none() {
    return new PageTokenCipher(Optional.empty(), InstantSource.system());
  }

  /** Encrypts a token for the caller's next call of the operation. */
  public String encrypt(Principal principal, String operation, String token) {
    return seal.map(s -> s.seal(scope(principal, operation), plain(token))).orElse(token);
  }

  private byte[] plain(String token) {
    byte[] text = token.getBytes(StandardCharsets.UTF_8);
    long expiry = clock.instant().plus(VALIDITY).getEpochSecond();
    return ByteBuffer.allocate(Long.BYTES + text.length).putLong(expiry).put(text).array();
  }

  /** Decrypts a token; empty when it was changed, has expired, or is for other calls. */
  public Optional<String> decrypt(Principal principal, String operation, String token) {
    if (seal.isEmpty()) {
      return Optional.of(token);
    }
    return seal.get()
        .open(scope(principal, operation), token)
        .filter(plain -> plain.length >= Long.BYTES)
        .map(ByteBuffer::wrap)
        .filter(plain -> clock.instant().isBefore(Instant.ofEpochSecond(plain.getLong())))
        .map(plain -> StandardCharsets.UTF_8.decode(plain).toString());
  }

  private static String scope(Principal principal, String operation) {
    return String.join("\n", principal.account(), principal.region(), operation);
  }
}
