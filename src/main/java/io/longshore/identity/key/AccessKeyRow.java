package io.longshore.identity.key;

import java.time.Instant;
import java.util.Optional;

/**
 * An access key as the database has it.
 *
 * @param secret sealed
 * @param tokenHash see {@link AccessKey}
 * @param policy what the key may do, as it was written; empty for all that its account may
 * @param lastUsed to the minute; empty when it was never used
 */
record AccessKeyRow(
    String id,
    String account,
    SecretEnvelope.Sealed secret,
    Optional<String> tokenHash,
    Optional<String> policy,
    boolean enabled,
    Optional<Instant> expires,
    Instant created,
    Optional<Instant> lastUsed) {}
