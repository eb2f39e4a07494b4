package io.longshore.store;

/** Text that came from elsewhere, S3's words or a file's, as a column can hold it. */
public final class StorableText {

  private static final char REPLACEMENT = '\uFFFD';

  private StorableText() {}

  /**
   * At most that much of it, whole characters only. PostgreSQL has no NUL, neither in text nor in
   * jsonb, and half a surrogate pair is no character.
   *
   * @param most of Java's characters
   */
  public static String of(String text, int most) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), most));
    int at = 0;
    while (at < text.length()) {
      int next = text.codePointAt(at);
      int size = Character.charCount(next);
      if (kept.length() + size > most) {
        break;
      }
      boolean half = size == 1 && Character.isSurrogate((char) next);
      kept.appendCodePoint(next == 0 || half ? REPLACEMENT : next);
      at += size;
    }
    return kept.toString();
  }
}
