package io.longshore.identity.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a request was like when it came, for whoever wonders why its signature is not right: mostly
 * a proxy changed its Host or its path on the way.
 */
final class MismatchDiagnosis {

  private static final String FORWARDED_HOST = "X-Forwarded-Host";
  private static final String ARN = "/arn:";
  private static final int LONGEST = 300;

  private MismatchDiagnosis() {}

  /**
   * A line for the log.
   *
   * @param isRight whether the signature is that of a request
   */
  static String logDetail(SignedRequest request, Predicate<SignedRequest> isRight) {
    String host = first(request, "Host");
    StringBuilder line =
        new StringBuilder("The signature is not that of what was received: Host '");
    line.append(cut(host)).append("', path '").append(cut(request.path())).append("'.");
    String called = first(request, FORWARDED_HOST);
    String path = escaped(request.path());
    if (!called.isEmpty() && isRight.test(with(request, called, request.path()))) {
      line.append(" It is right for Host '").append(cut(called));
      line.append("', which the client called: a proxy does not pass Host.");
    } else if (!path.equals(request.path()) && isRight.test(with(request, host, path))) {
      line.append(" It is right for path '").append(cut(path));
      line.append("': a proxy does not pass the path as it came.");
    } else if (!called.isEmpty() && !path.equals(request.path())) {
      line.append(isRight.test(with(request, called, path)) ? " A proxy changed both." : "");
    }
    return line.toString();
  }

  /** As SDKs send an ARN in a path, whose colons and slashes proxies like to unescape. */
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

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST));
  }
}
