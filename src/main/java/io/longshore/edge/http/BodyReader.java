package io.longshore.edge.http;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads request bodies into memory, each within its size limit and all of an event loop within one
 * budget, because bodies are read before the sender is authenticated. Belongs to one event loop.
 */
public final class BodyReader {

  private final long budgetBytes;
  private long usedBytes;

  public BodyReader(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  /**
   * Reads the whole body, to be {@link #release}d. Fails with {@code tooLarge} above the limit, at
   * once when the Content-Length is above it, and with {@code busy} when the budget is used up.
   *
   * @param limit in bytes
   */
  public Future<Buffer> read(
      HttpServerRequest request, int limit, ErrorCode tooLarge, ErrorCode busy) {
    if (contentLength(request) > limit) {
      return Future.failedFuture(overLimit(tooLarge, limit));
    }
    Promise<Buffer> read = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (read.future().isComplete()) {
            return; // discarded after a refusal
          }
          boolean fits = body.length() + chunk.length() <= limit;
          boolean withinBudget = usedBytes + chunk.length() <= budgetBytes;
          if (fits && withinBudget) {
            usedBytes += chunk.length();
            body.appendBuffer(chunk);
          } else {
            release(body);
            read.fail(fits ? new ApiError(busy, "Too many requests.") : overLimit(tooLarge, limit));
          }
        });
    request.endHandler(end -> read.tryComplete(body));
    request.exceptionHandler(failure -> abandon(read, body, failure));
    return read.future();
  }

  public void release(Buffer body) {
    usedBytes -= body.length();
  }

  private void abandon(Promise<Buffer> read, Buffer body, Throwable failure) {
    if (read.tryFail(failure)) {
      release(body);
    }
  }

  private static ApiError overLimit(ErrorCode tooLarge, int limit) {
    return new ApiError(tooLarge, "The request body is larger than " + limit + " bytes.");
  }

  /** The Content-Length; 0 when absent, the largest value when malformed. */
  private static long contentLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean digits = length != null && !length.isEmpty() && length.length() <= 18;
    digits = digits && length.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Long.parseLong(length) : length == null ? 0 : Long.MAX_VALUE;
  }
}
