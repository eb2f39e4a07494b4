package io.longshore.demo;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Input from a network for {@link GZIPInputStream}, which at the end of a gzip member takes {@code
 * available() == 0} for the end of the file, and so silently skips members that have not arrived
 * yet.
 */
final class MultiMemberGzipInput extends FilterInputStream {

  private MultiMemberGzipInput(InputStream arriving) {
    super(arriving);
  }

  /** The text of all members. */
  static InputStream of(InputStream gzipped) throws IOException {
    return new GZIPInputStream(new MultiMemberGzipInput(new BufferedInputStream(gzipped)));
  }

  @Override
  public int available() {
    return 1;
  }
}
