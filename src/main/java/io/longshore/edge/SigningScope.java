package io.longshore.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service that a request says it is signed for, before anyone has checked. It may choose who
 * reads the request, in which words errors are said and how long a body may be: nothing else.
 */
final class SigningScope {

  /** Of a request that is not signed. */
  static final String NONE = "";

  static final String S3 = "s3";
  private static final String CREDENTIAL = "X-Amz-Credential=";
  private static final Pattern ACCESS_KEY =
      Pattern.compile("Credential=([A-Za-z0-9_]{1,128})(?:/|%2F)", Pattern.CASE_INSENSITIVE);
  private static final int KEY_LENGTH = 20;

  private SigningScope() {}

  static String peek(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return service(header);
    }
    return inQuery(request.uri());
  }

  /**
   * The access key that a request names, for who reads what was refused. Of one that is longer than
   * AWS's are only the beginning: some put their secret there.
   */
  static Optional<String> accessKey(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    Matcher named = ACCESS_KEY.matcher(header != null ? header : request.uri());
    return named.find()
        ? Optional.of(named.group(1))
            .map(key -> key.length() > KEY_LENGTH ? key.substring(0, 4) + "..." : key)
        : Optional.empty();
  }

  /** S3 has Version 2 there, too: boto3 still presigns with it unless it is told to. */
  private static String inQuery(String uri) {
    int begin = uri.indexOf(CREDENTIAL);
    if (begin >= 0) {
      int end = uri.indexOf('&', begin);
      String credential = uri.substring(begin, end < 0 ? uri.length() : end);
      return service(credential.replace("%2F", "/").replace("%2f", "/"));
    }
    return uri.contains("AWSAccessKeyId=") && uri.contains("Signature=") ? S3 : NONE;
  }

  /** The fourth of the credential's five parts. */
  private static String service(String header) {
    int end = header.indexOf("/aws4_request");
    int begin = end < 0 ? -1 : header.lastIndexOf('/', end - 1);
    return begin < 0 ? NONE : header.substring(begin + 1, end);
  }
}
