package io.longshore.transfer.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The first bytes of files that are neither text nor gzipped text. */
enum FileSignature {
  BZIP2("compressed by bzip2", "BZh[1-9]1"),
  ORC("an ORC file", "ORC[\\x00-\\x1f]"),
  PARQUET("a Parquet file", "PAR1\\x15"),
  XZ("compressed by xz", "\\xfd7zXZ"),
  ZIP("a ZIP archive", "PK\\x03\\x04"),
  ZSTD("compressed by zstd", "\\x28\\xb5\\x2f\\xfd");

  /** How many bytes tell them from each other and from text. */
  static final int LENGTH = 5;

  private final String description;
  private final Pattern begin;

  FileSignature(String description, String begin) {
    this.description = description;
    this.begin = Pattern.compile(begin);
  }

  /**
   * What a file is.
   *
   * @param bytes the first of them, fewer than {@link #LENGTH} only if it is that short
   */
  static Optional<FileSignature> of(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    return Arrays.stream(values()).filter(it -> it.begin.matcher(text).lookingAt()).findFirst();
  }

  /** For a sentence that begins with "it is". */
  String description() {
    return description;
  }
}
