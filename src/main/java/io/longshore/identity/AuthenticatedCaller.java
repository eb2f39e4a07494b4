package io.longshore.identity;

import io.longshore.api.Principal;
import io.longshore.identity.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * The caller of a request whose signature is verified.
 *
 * @param policy the access key's policy; empty when the key may perform all operations
 */
public record AuthenticatedCaller(Principal principal, Optional<Policy> policy, Signed signed) {

  /**
   * A verified signature.
   *
   * @param service the signing name of the credential scope
   * @param signature in hexadecimal digits
   * @param until when it expires
   */
  public record Signed(String service, String signature, Instant until) {}
}
