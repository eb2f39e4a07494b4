package io.longshore.identity;

import io.longshore.api.AuditSink;

/**
 * What a request passes before its operation runs.
 *
 * @param verifier says who sent it
 * @param replays knows what was sent before
 * @param signatures knows which were used
 * @param pages seals what lists give out for their next page
 * @param audit writes down who did what
 */
public record Gate(
    Sigv4 verifier, Replays replays, Signatures signatures, PageSeal pages, AuditSink audit) {

  /** One that remembers, seals and writes down nothing. */
  public static Gate of(Sigv4 verifier) {
    return new Gate(verifier, Replays.none(), Signatures.any(), PageSeal.none(), AuditSink.NONE);
  }
}
