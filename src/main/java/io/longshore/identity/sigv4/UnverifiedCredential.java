package io.longshore.identity.sigv4;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The credential that a request names, before its signature is verified. It may only select the
 * format of errors, the size limit of bodies, and the embedded S3, which verifies by itself. Reads
 * the request as the verifier does, so a request that verifies is for the service named here.
 *
 * <p>Each method takes the {@code Authorization} header, or null, and the request target.
 */
public final class UnverifiedCredential {

  /** The signing name of S3. */
  public static final String S3 = "s3";

  private static final String UNSIGNED = "";
  private static final String TERMINATOR = "/" + CredentialScope.TERMINATOR;
  private static final Pattern ACCESS_KEY =
      Pattern.compile("Credential=([A-Za-z0-9_]{1,128})(?:/|%2F)", Pattern.CASE_INSENSITIVE);
  private static final int AWS_KEY_LENGTH = 20;

  private UnverifiedCredential() {}

  /** The signing name of the service, or an empty text when the request is not signed. */
  public static String service(String authorization, String target) {
    if (authorization != null) {
      return service(authorization).orElse(UNSIGNED);
    }
    String query = query(target);
    return PresignedQuery.credential(query)
        .flatMap(UnverifiedCredential::service)
        .orElseGet(() -> isVersion2(query) ? S3 : UNSIGNED);
  }

  /**
   * The access key id, for the audit log. Of one longer than AWS's only the beginning is returned:
   * users sometimes put the secret there.
   */
  public static Optional<String> accessKey(String authorization, String target) {
    Matcher credential = ACCESS_KEY.matcher(authorization != null ? authorization : target);
    return credential.find()
        ? Optional.of(credential.group(1))
            .map(key -> key.length() > AWS_KEY_LENGTH ? key.substring(0, 4) + "..." : key)
        : Optional.empty();
  }

  private static Optional<String> service(String credential) {
    int end = credential.indexOf(TERMINATOR);
    int begin = end < 0 ? -1 : credential.lastIndexOf('/', end - 1);
    return begin < 0 ? Optional.empty() : Optional.of(credential.substring(begin + 1, end));
  }

  /** Only S3 has Signature Version 2; boto3 presigns with it by default. */
  private static boolean isVersion2(String query) {
    return PresignedQuery.has(query, "AWSAccessKeyId") && PresignedQuery.has(query, "Signature");
  }

  private static String query(String target) {
    int question = target.indexOf('?');
    return question < 0 ? "" : target.substring(question + 1);
  }
}
