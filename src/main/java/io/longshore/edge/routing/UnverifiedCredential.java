package io.longshore.edge.routing;

import io.longshore.identity.sigv4.UnverifiedScope;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service that a request says it is signed for, before anyone has checked. It may choose in
 * which words errors are said and how long a body may be, and hand a request on to S3, which checks
 * for itself: nothing else.
 */
public final class UnverifiedCredential {

  /** Of a request that is not signed. */
  static final String NONE = "";

  public static final String S3 = "s3";
  private static final Pattern ACCESS_KEY =
      Pattern.compile("Credential=([A-Za-z0-9_]{1,128})(?:/|%2F)", Pattern.CASE_INSENSITIVE);
  private static final int KEY_LENGTH = 20;

  private UnverifiedCredential() {}

  public static String peek(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null
        ? UnverifiedScope.ofHeader(header).orElse(NONE)
        : UnverifiedScope.ofQuery(request.uri()).orElseGet(() -> version2(request.uri()));
  }

  /**
   * The access key that a request names, for who reads what was refused. Of one that is longer than
   * AWS's are only the beginning: some put their secret there.
   */
  public static Optional<String> accessKey(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    Matcher named = ACCESS_KEY.matcher(header != null ? header : request.uri());
    return named.find()
        ? Optional.of(named.group(1))
            .map(key -> key.length() > KEY_LENGTH ? key.substring(0, 4) + "..." : key)
        : Optional.empty();
  }

  /** S3 has Version 2 there, too: boto3 still presigns with it unless it is told to. */
  private static String version2(String uri) {
    return UnverifiedScope.hasQuery(uri, "AWSAccessKeyId", "Signature") ? S3 : NONE;
  }
}
