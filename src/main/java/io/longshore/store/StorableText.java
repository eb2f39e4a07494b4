package io.longshore.store;

/** Converts text from outside, such as S3's messages, into text that a column can hold. */
public final class StorableText {

  private static final char REPLACEMENT = '\uFFFD';

  private StorableText() {}

  /**
   * The first characters of the text, with U+FFFD for NUL, which PostgreSQL cannot store, and for
   * unpaired surrogates.
   *
   * @param maxLength in Java's {@code char}s; surrogate pairs are not split
   */
  public static String of(String text, int maxLength) {
    StringBuilder storable = new StringBuilder(Math.min(text.length(), maxLength));
    int at = 0;
    while (at < text.length()) {
      int next = text.codePointAt(at);
      int size = Character.charCount(next);
      if (storable.length() + size > maxLength) {
        break;
      }
      boolean unpaired = size == 1 && Character.isSurrogate((char) next);
      storable.appendCodePoint(next == 0 || unpaired ? REPLACEMENT : next);
      at += size;
    }
    return storable.toString();
  }
}
