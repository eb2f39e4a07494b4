package io.longshore.identity.session;

import io.longshore.api.Principal;
import java.time.Instant;

/**
 * A session of an access key, as its token carries it.
 *
 * @param principal the caller that the session stands for
 * @param until when the session ends, to the second
 */
public record Session(Principal principal, Instant until) {}
