package io.longshore.edge.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.SortedSet;
import java.util.TreeSet;

/** The headers that respond to CORS preflight requests, which browsers send unsigned. */
public final class CorsPreflight {

  private static final String HEADERS =
      "authorization,content-type,x-amz-content-sha256,x-amz-date,x-amz-security-token,"
          + "x-amz-target,x-amz-user-agent,x-amzn-trace-id,amz-sdk-invocation-id,amz-sdk-request,"
          + "last-event-id";

  private CorsPreflight() {}

  /** Sets the headers that allow signed calls with those methods. */
  public static void allow(HttpServerResponse response, SortedSet<String> methods) {
    String allow = allow(methods);
    response
        .putHeader(HttpHeaders.ALLOW, allow)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, allow)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
  }

  /** The value of an Allow header. */
  public static String allow(SortedSet<String> methods) {
    SortedSet<String> all = new TreeSet<>(methods);
    all.add("OPTIONS");
    return String.join(", ", all);
  }
}
