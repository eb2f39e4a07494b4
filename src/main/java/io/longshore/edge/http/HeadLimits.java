package io.longshore.edge.http;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Limits and checks of a request's line and headers. */
public final class HeadLimits {

  private static final int INITIAL_LINE_BYTES = 16 * 1024;
  private static final int HEADER_BYTES = 32 * 1024;
  private static final int MAX_HEADERS = 100;

  /** Some proxies treat an underscore as a dash. */
  private static final List<String> FRAMING_LOOKALIKES =
      List.of("content_length", "transfer_encoding");

  private HeadLimits() {}

  /** Sets the limits that Vert.x enforces. */
  public static HttpServerOptions setOn(HttpServerOptions options) {
    return options.setMaxInitialLineLength(INITIAL_LINE_BYTES).setMaxHeaderSize(HEADER_BYTES);
  }

  /** Requires at most {@link #MAX_HEADERS} headers. */
  public static void requireFewHeaders(HttpServerRequest request) {
    if (request.headers().entries().size() > MAX_HEADERS) {
      throw new ApiError(
          CommonError.HEADERS_TOO_LARGE, "There are more than " + MAX_HEADERS + " headers.");
    }
  }

  /**
   * Whether the connection must be closed after this request, to prevent request smuggling. A
   * chunked body may have had a Content-Length too, which Vert.x has removed; a proxy that believed
   * it sees the body end elsewhere. Source: RFC 9112, 6.1.
   */
  public static boolean isLastOfConnection(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || FRAMING_LOOKALIKES.stream().anyMatch(request.headers()::contains);
  }

  /** Requires that a Host header, if present, is well-formed. */
  public static void requireWellFormedHost(HttpServerRequest request) {
    if (request.headers().contains(HttpHeaders.HOST) && request.authority() == null) {
      throw new ApiError(CommonError.SERIALIZATION, "Host is malformed.");
    }
  }

  /** The error of a request that could not be decoded. */
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
