package io.longshore.api;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.function.Function;

/**
 * Identifies where the response of a creating call is stored for its retries. The transaction that
 * creates the resource stores it, so the response exists exactly when the resource does.
 *
 * @param requestHash the SHA-256 of method, target and body
 * @param invocation the header {@code amz-sdk-invocation-id}
 * @param token identifies the attempt that may store it
 * @param encoding the text that is stored of a response's body
 */
public record ResponseSlot(
    String accessKey,
    String operation,
    byte[] requestHash,
    String invocation,
    UUID token,
    Function<JsonObject, String> encoding) {}
