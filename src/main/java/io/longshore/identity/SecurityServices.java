package io.longshore.identity;

import io.longshore.api.AuditSink;
import io.longshore.api.CallControls;
import io.longshore.identity.idempotency.Idempotency;
import io.longshore.identity.idempotency.UsedSignatures;
import io.longshore.identity.session.SessionVerifier;
import io.longshore.identity.sigv4.SigV4Verifier;
import java.util.Optional;

/**
 * The security services that the edge uses.
 *
 * @param verifier verifies signatures
 * @param sessions verifies session tokens; without it they are refused
 * @param idempotency makes retries of creating operations idempotent
 * @param usedSignatures refuses signatures that were used before
 * @param pageTokens encrypts page tokens
 * @param audit records calls
 * @param controls what tests do to calls
 */
public record SecurityServices(
    SigV4Verifier verifier,
    Optional<SessionVerifier> sessions,
    Idempotency idempotency,
    UsedSignatures usedSignatures,
    PageTokenCipher pageTokens,
    AuditSink audit,
    CallControls controls) {

  /** Without test controls. */
  public SecurityServices(
      SigV4Verifier verifier,
      Optional<SessionVerifier> sessions,
      Idempotency idempotency,
      UsedSignatures usedSignatures,
      PageTokenCipher pageTokens,
      AuditSink audit) {
    this(verifier, sessions, idempotency, usedSignatures, pageTokens, audit, CallControls.NONE);
  }

  /** Only verifies signatures; the other services do nothing. */
  public static SecurityServices of(SigV4Verifier verifier) {
    return new SecurityServices(
        verifier,
        Optional.empty(),
        Idempotency.none(),
        UsedSignatures.any(),
        PageTokenCipher.none(),
        AuditSink.NONE);
  }
}
