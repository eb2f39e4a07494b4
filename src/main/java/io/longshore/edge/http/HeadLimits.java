package io.longshore.edge.http;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** How much may stand before a body. */
public final class HeadLimits {

  private static final int INITIAL_LINE_BYTES = 16 * 1024;
  private static final int HEADER_BYTES = 32 * 1024;
  private static final int HEADERS = 100;

  /** Some readers take an underscore for a dash. */
  private static final List<String> NEARLY_FRAMING = List.of("content_length", "transfer_encoding");

  private HeadLimits() {}

  public static HttpServerOptions into(HttpServerOptions options) {
    return options.setMaxInitialLineLength(INITIAL_LINE_BYTES).setMaxHeaderSize(HEADER_BYTES);
  }

  /** Refuses more headers than any client sends. */
  public static void requireFew(HttpServerRequest request) {
    if (request.headers().entries().size() > HEADERS) {
      throw new ApiError(
          CommonError.HEADERS_TOO_LARGE, "There are more than " + HEADERS + " headers.");
    }
  }

  /**
   * Whether nothing may follow on its connection. A body in chunks may have had a Content-Length
   * too, which is gone by now: who believed that sees the body end elsewhere. Source: RFC 9112,
   * 6.1.
   */
  public static boolean isLast(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || NEARLY_FRAMING.stream().anyMatch(request.headers()::contains);
  }

  /** Whether a Host is given that is none, such as one that went on in the next line. */
  public static boolean hasWrongHost(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.HOST) && request.authority() == null;
  }

  /** What is wrong with a request that could not be read. */
  public static ApiError refusal(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new ApiError(CommonError.URI_TOO_LONG, "The request target is longer than 16 KiB.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new ApiError(CommonError.HEADERS_TOO_LARGE, "The headers are larger than 32 KiB.");
    }
    return new ApiError(CommonError.SERIALIZATION, "The request is not HTTP/1.1.");
  }
}
