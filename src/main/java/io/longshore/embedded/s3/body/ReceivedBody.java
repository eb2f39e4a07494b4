package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.data.ContentFile;
import io.vertx.core.buffer.Buffer;

/**
 * The complete and verified body of a request.
 *
 * @param bytes the body in memory; empty if it is in a file
 * @param file the file with the body; null if it is in memory
 * @param algorithm the algorithm of the file's checksum; null for none
 */
public record ReceivedBody(Buffer bytes, ContentFile file, ChecksumAlgorithm algorithm) {

  public static final ReceivedBody NONE = new ReceivedBody(Buffer.buffer(), null, null);

  static ReceivedBody of(Buffer bytes) {
    return new ReceivedBody(bytes, null, null);
  }
}
