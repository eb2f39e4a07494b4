package io.longshore.identity.session;

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
 * Issues and reads the tokens of sessions. A token holds its session encrypted, so that every
 * replica reads it and none stores it. Thread-safe.
 */
public final class SessionTokens {

  /** The longest validity of a session. */
  public static final Duration MAX_VALIDITY = Duration.ofHours(8);

  /** What every token begins with, so that scanners for leaked secrets can find it. */
  static final String PREFIX = "lss_";

  private static final String PURPOSE = "session tokens";
  private static final int PARTS = 3;

  private final SealedText seal;
  private final InstantSource clock;

  public SessionTokens(ServerKeys keys, InstantSource clock, SecureRandom random) {
    this.seal = new SealedText(keys, PURPOSE, random);
    this.clock = clock;
  }

  /**
   * Begins a session.
   *
   * @param validity up to {@link #MAX_VALIDITY}; more is cut
   */
  public Session begin(Principal principal, Duration validity) {
    Duration cut = validity.compareTo(MAX_VALIDITY) > 0 ? MAX_VALIDITY : validity;
    return new Session(
        principal, Instant.ofEpochSecond(clock.instant().plus(cut).getEpochSecond()));
  }

  /** The token of a session. */
  public String token(Session session) {
    Principal caller = session.principal();
    byte[] text =
        String.join("\n", caller.accessKey(), caller.account(), caller.region())
            .getBytes(StandardCharsets.UTF_8);
    byte[] plain =
        ByteBuffer.allocate(Long.BYTES + text.length)
            .putLong(session.until().getEpochSecond())
            .put(text)
            .array();
    return PREFIX + seal.seal(PURPOSE, plain);
  }

  /** The session of a token, ended or not; empty when no replica issued the token. */
  Optional<Session> read(String token) {
    return token.startsWith(PREFIX)
        ? seal.open(PURPOSE, token.substring(PREFIX.length())).flatMap(SessionTokens::session)
        : Optional.empty();
  }

  private static Optional<Session> session(byte[] plain) {
    ByteBuffer buffer = ByteBuffer.wrap(plain);
    Instant until = Instant.ofEpochSecond(buffer.getLong());
    String[] parts = StandardCharsets.UTF_8.decode(buffer).toString().split("\n", -1);
    return parts.length == PARTS
        ? Optional.of(new Session(new Principal(parts[1], parts[2], parts[0]), until))
        : Optional.empty();
  }
}
