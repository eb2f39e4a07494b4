package io.longshore.identity;

/**
 * What a request passes before its operation runs.
 *
 * @param verifier says who sent it
 * @param replays knows what was sent before
 */
public record Gate(Sigv4 verifier, Replays replays) {

  /** One that remembers nothing. */
  public static Gate of(Sigv4 verifier) {
    return new Gate(verifier, Replays.none());
  }
}
