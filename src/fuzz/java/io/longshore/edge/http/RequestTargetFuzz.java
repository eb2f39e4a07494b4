package io.longshore.edge.http;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzzes request targets: they are rejected, or result in a path without dot or empty segments. */
public final class RequestTargetFuzz {

  private RequestTargetFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    RequestTarget target;
    try {
      target = RequestTarget.parse(text, CommonError.SERIALIZATION);
    } catch (ApiError refused) {
      return;
    }
    for (String segment : target.path().split("/")) {
      String plain = RequestTarget.decode(segment, CommonError.SERIALIZATION);
      if (plain.equals("..") || plain.equals(".") || plain.indexOf('\0') >= 0) {
        throw new AssertionError("The path has a dot segment: " + text);
      }
    }
    if (!target.path().startsWith("/") || target.path().contains("//")) {
      throw new AssertionError("The path has an empty segment: " + text);
    }
  }

  public static List<byte[]> seeds() {
    return List.of(
            "/",
            "/v1/apps/0123456789abcdef/jobs/export?page-size=5&token=abc",
            "/tags/arn%3Aaws%3Adataexchange%3Aus-east-1%3A000000000000%3Adata-sets%2Fx?tagKeys=a&tagKeys=%C3%A9",
            "http://h/v1")
        .stream()
        .map(target -> target.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }
}
