package io.longshore.identity;

import io.longshore.api.Principal;
import io.longshore.identity.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * Who signed a request, what that key may do, and what the signature was for.
 *
 * @param policy empty for all that the account may
 */
public record AuthenticatedCaller(Principal principal, Optional<Policy> policy, Signed signed) {

  /**
   * A signature that was right.
   *
   * @param service the signing name of the service that it is for
   * @param signature in hexadecimal digits
   * @param until when it stops to be
   */
  public record Signed(String service, String signature, Instant until) {}
}
