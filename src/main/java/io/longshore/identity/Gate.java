package io.longshore.identity;

/**
 * What a request passes before its operation runs.
 *
 * @param verifier says who sent it
 * @param replays knows what was sent before
 * @param pages seals what lists give out for their next page
 */
public record Gate(Sigv4 verifier, Replays replays, PageSeal pages) {

  /** One that remembers nothing and seals nothing. */
  public static Gate of(Sigv4 verifier) {
    return new Gate(verifier, Replays.none(), PageSeal.none());
  }
}
