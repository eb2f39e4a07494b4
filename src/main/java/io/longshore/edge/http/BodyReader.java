package io.longshore.edge.http;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads request bodies into memory, each within its limit and all of an event loop within one
 * budget: strangers can send bodies before anyone knows who they are.
 */
public final class BodyReader {

  private final long budget;
  private long held;

  public BodyReader(long budget) {
    this.budget = budget;
  }

  /**
   * The whole body. Fails with {@code tooLarge} over the limit, at once when the announced length
   * is over it, and with {@code busy} when the budget is spent. {@link #release} what it gave.
   */
  public Future<Buffer> read(
      HttpServerRequest request, int limit, ErrorCode tooLarge, ErrorCode busy) {
    if (announced(request) > limit) {
      return Future.failedFuture(overLimit(tooLarge, limit));
    }
    Promise<Buffer> read = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (read.future().isComplete()) {
            return; // what follows a refusal is thrown away
          }
          boolean fits = body.length() + chunk.length() <= limit;
          boolean affordable = held + chunk.length() <= budget;
          if (fits && affordable) {
            held += chunk.length();
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
    held -= body.length();
  }

  private void abandon(Promise<Buffer> read, Buffer body, Throwable failure) {
    if (read.tryFail(failure)) {
      release(body);
    }
  }

  private static ApiError overLimit(ErrorCode tooLarge, int limit) {
    return new ApiError(tooLarge, "The request body is larger than " + limit + " bytes.");
  }

  /** The Content-Length; 0 when there is none, or none that can be read. */
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean digits = length != null && !length.isEmpty() && length.length() <= 18;
    digits = digits && length.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Long.parseLong(length) : length == null ? 0 : Long.MAX_VALUE;
  }
}
