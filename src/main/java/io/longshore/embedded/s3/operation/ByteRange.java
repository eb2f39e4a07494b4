package io.longshore.embedded.s3.operation;

import io.longshore.embedded.s3.S3ErrorCode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of the bytes of an object.
 *
 * @param first the offset of the first byte
 * @param length at least 1, except for an empty object
 */
record ByteRange(long first, long length) {

  private static final Pattern SINGLE_RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /** Parses a Range header. Empty if it is not a single byte range; HTTP ignores such a header. */
  static Optional<ByteRange> of(String header, long size) {
    Matcher parts = SINGLE_RANGE.matcher(header.strip());
    if (!parts.matches() || parts.group(1).isEmpty() && parts.group(2).isEmpty()) {
      return Optional.empty();
    }
    if (parts.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(parts.group(2)));
      return Optional.of(satisfiable(size - last, size - 1, size));
    }
    long first = Long.parseLong(parts.group(1));
    long end = parts.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(parts.group(2));
    if (end < first) {
      return Optional.empty();
    }
    return Optional.of(satisfiable(first, Math.min(end, size - 1), size));
  }

  private static ByteRange satisfiable(long first, long last, long size) {
    if (first >= size || last < first) {
      throw S3ErrorCode.INVALID_RANGE.error();
    }
    return new ByteRange(first, last - first + 1);
  }

  String contentRange(long size) {
    return "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
