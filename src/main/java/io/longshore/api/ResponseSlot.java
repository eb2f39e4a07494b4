package io.longshore.api;

import java.util.UUID;

/**
 * Where the answer of a create is kept for whoever sends the same create again. The transaction
 * that creates fills it, so the one is there exactly when the other is.
 *
 * @param requestHash the SHA-256 of method, target and body
 * @param invocation the header {@code amz-sdk-invocation-id}
 * @param token of the one that may fill it
 */
public record ResponseSlot(
    String accessKey, String operation, byte[] requestHash, String invocation, UUID token) {}
