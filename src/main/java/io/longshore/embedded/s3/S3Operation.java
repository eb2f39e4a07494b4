package io.longshore.embedded.s3;

import io.longshore.embedded.s3.body.ReceivedBody;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * What a request asks for.
 *
 * @param body where its body goes before it is done
 * @param work does it, on a thread that may block
 */
record S3Operation(Body body, Work work) {

  enum Body {
    NONE,
    MEMORY,
    FILE
  }

  /** Answers a request whose body has come. */
  interface Work {
    S3Response answer(S3Request request, ReceivedBody body) throws IOException;
  }

  static S3Operation plain(Plain work) {
    return new S3Operation(Body.NONE, (request, body) -> work.answer(request));
  }

  /** One that needs no body. */
  interface Plain {
    S3Response answer(S3Request request) throws IOException;
  }

  static S3Operation whole(Whole work) {
    return new S3Operation(Body.MEMORY, (request, body) -> work.answer(request, body.bytes()));
  }

  /** One whose body is small. */
  interface Whole {
    S3Response answer(S3Request request, Buffer body) throws IOException;
  }
}
