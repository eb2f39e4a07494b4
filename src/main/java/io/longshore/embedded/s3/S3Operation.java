package io.longshore.embedded.s3;

import io.longshore.embedded.s3.body.ReceivedBody;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * An S3 operation that a request selects.
 *
 * @param body where the request body is stored before the operation executes
 * @param action the code of the operation; it runs on a worker thread and may block
 */
record S3Operation(Body body, Action action) {

  enum Body {
    NONE,
    MEMORY,
    FILE
  }

  /** The code of an operation. It receives the complete body. */
  interface Action {
    S3Response execute(S3Request request, ReceivedBody body) throws IOException;
  }

  static S3Operation withoutBody(WithoutBody action) {
    return new S3Operation(Body.NONE, (request, body) -> action.execute(request));
  }

  /** The code of an operation without a request body. */
  interface WithoutBody {
    S3Response execute(S3Request request) throws IOException;
  }

  static S3Operation withBody(WithBody action) {
    return new S3Operation(Body.MEMORY, (request, body) -> action.execute(request, body.bytes()));
  }

  /** The code of an operation whose request body is held in memory. */
  interface WithBody {
    S3Response execute(S3Request request, Buffer body) throws IOException;
  }
}
