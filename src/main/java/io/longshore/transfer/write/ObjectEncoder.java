package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Makes the content of one object of its rows. Sees the chunks one after another in their order;
 * not called on an event loop, because it uses the processor.
 */
public interface ObjectEncoder {

  /**
   * Returns the content that is complete with the chunk; may be nothing.
   *
   * @param chunk whole rows
   */
  List<Buffer> encode(byte[] chunk);

  /**
   * Returns rows that are compressed already, for encoders that compress unchanged rows with gzip.
   *
   * @param members whole members of a gzip file
   */
  default List<Buffer> passOn(byte[] members) {
    throw new UnsupportedOperationException("Rows are passed on into gzip files only");
  }

  /**
   * Returns the rest of the content. Called once, after the last chunk.
   *
   * @param rows the number of rows in the object
   */
  List<Buffer> end(long rows);

  /**
   * The SHA-256 that the manifest lists, in lower-case hexadecimal digits. Called once, after
   * {@link #end}.
   */
  String sha256();
}
