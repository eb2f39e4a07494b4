package io.longshore.identity.key;

import java.time.Instant;
import java.util.Optional;

/**
 * An access key as stored in the database.
 *
 * @param tokenHash see {@link AccessKey}
 * @param policy the policy document; empty for all operations of the account
 * @param lastUsed to the minute; empty when never used
 */
record AccessKeyRow(
    String id,
    String account,
    SecretEnvelope.EncryptedSecret secret,
    Optional<String> tokenHash,
    Optional<String> policy,
    boolean enabled,
    Optional<Instant> expires,
    Instant created,
    Optional<Instant> lastUsed) {}
