package io.longshore.identity;

import io.longshore.api.AuditSink;
import io.longshore.identity.idempotency.Idempotency;
import io.longshore.identity.idempotency.UsedSignatures;
import io.longshore.identity.sigv4.SigV4Verifier;

/**
 * What a request passes before its operation runs.
 *
 * @param verifier says who sent it
 * @param replays knows what was sent before
 * @param signatures knows which were used
 * @param pages seals what lists give out for their next page
 * @param audit writes down who did what
 */
public record SecurityServices(
    SigV4Verifier verifier,
    Idempotency replays,
    UsedSignatures signatures,
    PageTokenCipher pages,
    AuditSink audit) {

  /** One that remembers, seals and writes down nothing. */
  public static SecurityServices of(SigV4Verifier verifier) {
    return new SecurityServices(
        verifier, Idempotency.none(), UsedSignatures.any(), PageTokenCipher.none(), AuditSink.NONE);
  }
}
