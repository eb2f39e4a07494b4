package io.longshore.identity.session;

import java.util.List;
import java.util.Optional;

/** The header {@code Authorization: Bearer}, with which requests present the token of a session. */
public final class BearerToken {

  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /** Whether the header, or null, is of this scheme. */
  public static boolean isIn(String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** The token of a request's only {@code Authorization} header; empty when there are more. */
  static Optional<String> of(List<String> authorizations) {
    return authorizations.size() == 1 && isIn(authorizations.get(0))
        ? Optional.of(authorizations.get(0).substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
