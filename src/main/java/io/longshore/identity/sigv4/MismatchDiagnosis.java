package io.longshore.identity.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Explains a wrong signature in the log: the most frequent cause is a proxy that changes the Host
 * header or the path.
 */
final class MismatchDiagnosis {

  private static final String FORWARDED_HOST = "X-Forwarded-Host";
  private static final String ARN = "/arn:";
  private static final int MAX_LENGTH = 300;

  private MismatchDiagnosis() {}

  /**
   * Describes the request as received and, where found, the change that explains the mismatch.
   *
   * @param matches whether the signature matches a request
   */
  static String logDetail(SignedRequest request, Predicate<SignedRequest> matches) {
    String host = first(request, "Host");
    StringBuilder line =
        new StringBuilder("The signature does not match the received request: Host '");
    line.append(truncated(host)).append("', path '").append(truncated(request.path())).append("'.");
    String forwardedHost = first(request, FORWARDED_HOST);
    String path = escaped(request.path());
    if (!forwardedHost.isEmpty() && matches.test(with(request, forwardedHost, request.path()))) {
      line.append(" It matches Host '").append(truncated(forwardedHost));
      line.append("', which the client called: a proxy changed the Host header.");
    } else if (!path.equals(request.path()) && matches.test(with(request, host, path))) {
      line.append(" It matches path '").append(truncated(path));
      line.append("': a proxy changed the path.");
    } else if (!forwardedHost.isEmpty() && !path.equals(request.path())) {
      line.append(
          matches.test(with(request, forwardedHost, path))
              ? " A proxy changed both the Host header and the path."
              : "");
    }
    return line.toString();
  }

  /** SDKs escape the colons and slashes of an ARN in a path; some proxies unescape them. */
  private static String escaped(String path) {
    int begin = path.indexOf(ARN);
    return begin < 0
        ? path
        : path.substring(0, begin + 1)
            + path.substring(begin + 1).replace(":", "%3A").replace("/", "%2F");
  }

  private static SignedRequest with(SignedRequest request, String host, String path) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : request.headers()) {
      boolean isHost = header.getKey().equalsIgnoreCase("Host");
      headers.add(isHost ? Map.entry(header.getKey(), host) : header);
    }
    String target = path + request.target().substring(request.path().length());
    return new SignedRequest(request.method(), target, headers, request.body());
  }

  private static String first(SignedRequest request, String name) {
    return request.values(name).stream().findFirst().orElse("");
  }

  private static String truncated(String text) {
    return text.substring(0, Math.min(text.length(), MAX_LENGTH));
  }
}
