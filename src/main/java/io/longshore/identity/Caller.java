package io.longshore.identity;

import io.longshore.api.Principal;
import java.util.Optional;

/**
 * Who signed a request, and what that key may do.
 *
 * @param policy empty for all that the account may
 */
public record Caller(Principal principal, Optional<Policy> policy) {}
