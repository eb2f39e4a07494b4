package io.longshore.identity.idempotency;

import io.longshore.identity.key.SealedText;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Encrypts the stored responses of operations whose responses contain secrets. */
public final class SecretResponses {

  private static final Set<String> OPERATIONS =
      Set.of("longshore.CreateKey", "longshore.RotateKey", "longshore.CreateSession");
  private static final String MEMBER = "Encrypted";

  private final Optional<SealedText> seal;

  /**
   * @param seal encrypts under a key that is used for nothing else
   */
  public SecretResponses(SealedText seal) {
    this.seal = Optional.of(seal);
  }

  private SecretResponses() {
    this.seal = Optional.empty();
  }

  /** For operations whose responses contain no secrets. */
  public static SecretResponses none() {
    return new SecretResponses();
  }

  /** The text to store. */
  String encode(String operation, JsonObject body) {
    if (!OPERATIONS.contains(operation)) {
      return body.encode();
    }
    byte[] plain = body.encode().getBytes(StandardCharsets.UTF_8);
    return new JsonObject().put(MEMBER, seal.orElseThrow().seal(operation, plain)).encode();
  }

  /** The body of a stored text. */
  JsonObject decode(String operation, String stored) {
    JsonObject body = new JsonObject(stored);
    if (!OPERATIONS.contains(operation)) {
      return body;
    }
    return seal.orElseThrow()
        .open(operation, body.getString(MEMBER))
        .map(plain -> new JsonObject(new String(plain, StandardCharsets.UTF_8)))
        .orElseThrow(
            () -> new IllegalStateException("A stored response cannot be decrypted: " + operation));
  }
}
