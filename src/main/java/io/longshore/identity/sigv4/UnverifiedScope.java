package io.longshore.identity.sigv4;

import java.util.Optional;

/**
 * The service that a request says it is signed for, before anyone has checked. Read by the same
 * rules as the signature itself, so that a request that is verified was said to be for the same
 * service.
 */
public final class UnverifiedScope {

  private static final String TERMINATOR = "/" + CredentialScope.TERMINATOR;

  private UnverifiedScope() {}

  /** The service of an Authorization header. */
  public static Optional<String> ofHeader(String header) {
    int end = header.indexOf(TERMINATOR);
    int begin = end < 0 ? -1 : header.lastIndexOf('/', end - 1);
    return begin < 0 ? Optional.empty() : Optional.of(header.substring(begin + 1, end));
  }

  /** The service of a signature in the query of that request target. */
  public static Optional<String> ofQuery(String target) {
    return PresignedQuery.credential(query(target)).flatMap(UnverifiedScope::ofHeader);
  }

  /** Whether the query has parameters of those names. */
  public static boolean hasQuery(String target, String one, String other) {
    String query = query(target);
    return PresignedQuery.has(query, one) && PresignedQuery.has(query, other);
  }

  private static String query(String target) {
    int question = target.indexOf('?');
    return question < 0 ? "" : target.substring(question + 1);
  }
}
