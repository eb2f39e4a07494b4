package io.longshore.identity.idempotency;

import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.sigv4.SigningKeyCache;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Executes a creating call once, however often a client retries it. */
public interface Idempotency {

  /**
   * Identifies a creating call and its retries. SDKs send the same invocation id with every retry;
   * not all of them sign it.
   *
   * @param requestHash the SHA-256 of method, target and body
   * @param invocation the header {@code amz-sdk-invocation-id}
   */
  record Attempt(String accessKey, String operation, byte[] requestHash, String invocation) {

    public static Attempt of(
        String accessKey, String operation, String head, byte[] body, String invocation) {
      byte[] headHash = SigningKeyCache.sha256(head.getBytes(StandardCharsets.UTF_8));
      byte[] bodyHash = SigningKeyCache.sha256(body);
      byte[] both = Arrays.copyOf(headHash, headHash.length + bodyHash.length);
      System.arraycopy(bodyHash, 0, both, headHash.length, bodyHash.length);
      return new Attempt(accessKey, operation, SigningKeyCache.sha256(both), invocation);
    }

    /** A call to another operation as a part of a call, which is executed once with it. */
    public static Attempt within(ResponseSlot call, String operation) {
      return new Attempt(call.accessKey(), operation, call.requestHash(), call.invocation());
    }

    ResponseSlot slot(UUID token, Function<JsonObject, String> encoding) {
      return new ResponseSlot(accessKey, operation, requestHash, invocation, token, encoding);
    }
  }

  /**
   * The response of {@code create}, or the stored response of an earlier attempt.
   *
   * @param create executes the call; its transaction stores the response in the given slot
   */
  Future<ServiceResponse> once(
      Attempt attempt, Function<Optional<ResponseSlot>, Future<ServiceResponse>> create);

  /** Stores nothing: every attempt is executed. */
  static Idempotency none() {
    return (attempt, create) -> create.apply(Optional.empty());
  }
}
