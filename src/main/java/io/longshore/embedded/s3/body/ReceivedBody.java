package io.longshore.embedded.s3.body;

import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.data.ContentFile;
import io.vertx.core.buffer.Buffer;

/**
 * The body of a request, whole and checked.
 *
 * @param bytes where it is in memory; else empty
 * @param piece where it is in a file; else null
 * @param algorithm of the checksum that the piece has; null for none
 */
public record ReceivedBody(Buffer bytes, ContentFile piece, ChecksumAlgorithm algorithm) {

  public static final ReceivedBody NOTHING = new ReceivedBody(Buffer.buffer(), null, null);

  static ReceivedBody of(Buffer bytes) {
    return new ReceivedBody(bytes, null, null);
  }
}
