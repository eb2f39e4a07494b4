package io.longshore.identity.sigv4;

/**
 * The credential scope of a signature: the day, region and service that its signing key is valid
 * for.
 *
 * @param day {@code yyyyMMdd} in UTC
 * @param region for example {@code us-east-1}
 * @param service the signing name, for example {@code mobiletargeting}
 */
public record CredentialScope(String day, String region, String service) {

  /** The last part of every scope. */
  static final String TERMINATOR = "aws4_request";

  @Override
  public String toString() {
    return day + "/" + region + "/" + service + "/" + TERMINATOR;
  }
}
