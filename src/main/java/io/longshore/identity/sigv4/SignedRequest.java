package io.longshore.identity.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request as its signature covers it, exactly as sent.
 *
 * @param method as sent
 * @param target the request target, neither decoded nor normalized
 * @param headers name and value of every header line in order, values in ISO-8859-1
 * @param body the whole body
 */
public record SignedRequest(
    String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {

  /** The values of a header, whose name is case-insensitive. */
  List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase(name)) {
        values.add(header.getValue());
      }
    }
    return values;
  }

  /** This request with other headers. */
  public SignedRequest with(List<Map.Entry<String, String>> other) {
    return new SignedRequest(method, target, List.copyOf(other), body);
  }

  String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  String query() {
    int question = target.indexOf('?');
    return question < 0 ? "" : target.substring(question + 1);
  }
}
