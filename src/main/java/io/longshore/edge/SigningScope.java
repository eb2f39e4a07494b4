package io.longshore.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The service that a request says it is signed for, before anyone has checked. It may choose who
 * reads the request, in which words errors are said and how long a body may be: nothing else.
 */
final class SigningScope {

  /** Of a request that is not signed. */
  static final String NONE = "";

  static final String S3 = "s3";
  private static final String PRESIGNED_S3 = "%2Fs3%2Faws4_request";

  private SigningScope() {}

  static String peek(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return service(header);
    }
    return isPresigned(request.uri()) ? S3 : NONE;
  }

  /** Only S3 is signed in the query; boto3 still does it in Version 2 unless it is told to. */
  private static boolean isPresigned(String uri) {
    boolean version4 =
        uri.contains("X-Amz-Credential=")
            && (uri.contains(PRESIGNED_S3) || uri.contains("/s3/aws4_request"));
    return version4 || (uri.contains("AWSAccessKeyId=") && uri.contains("Signature="));
  }

  /** The fourth of the credential's five parts. */
  private static String service(String header) {
    int end = header.indexOf("/aws4_request");
    int begin = end < 0 ? -1 : header.lastIndexOf('/', end - 1);
    return begin < 0 ? NONE : header.substring(begin + 1, end);
  }
}
