package io.longshore.identity;

import io.longshore.api.Principal;
import io.longshore.identity.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * The caller of a request whose signature or session is verified.
 *
 * @param policy the access key's policy; empty when the key may perform all operations
 * @param inSession whether the request presented a session token; it has no signature then
 */
public record AuthenticatedCaller(
    Principal principal, Optional<Policy> policy, Signed signed, boolean inSession) {

  /** The caller of a signed request. */
  public AuthenticatedCaller(Principal principal, Optional<Policy> policy, Signed signed) {
    this(principal, policy, signed, false);
  }

  /** The caller of a request with a session token that is valid until then. */
  public static AuthenticatedCaller ofSession(
      Principal principal, Optional<Policy> policy, String service, Instant until) {
    return new AuthenticatedCaller(principal, policy, new Signed(service, "", until), true);
  }

  /**
   * A verified signature.
   *
   * @param service the signing name of the credential scope
   * @param signature in hexadecimal digits; empty in a session
   * @param until when it expires
   */
  public record Signed(String service, String signature, Instant until) {}
}
