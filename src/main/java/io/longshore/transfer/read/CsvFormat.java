package io.longshore.transfer.read;

/**
 * The format of a CSV file, detected from its header. The separator is a comma, or a semicolon if
 * the header has no comma, or else a tab. If the header has blanks after separators, blanks around
 * values are ignored in the whole file.
 */
final class CsvFormat {

  private static final String SEPARATORS = ",;\t";

  private final boolean[] found = new boolean[SEPARATORS.length()];
  private final boolean[] followedByBlank = new boolean[SEPARATORS.length()];
  private int previous = -1;
  private boolean settled;
  private int chosen;
  private char separator = SEPARATORS.charAt(0);

  /** Examines a byte outside quotes. */
  void examine(byte value) {
    if (settled) {
      return;
    }
    if (previous >= 0 && value == ' ') {
      followedByBlank[previous] = true;
    }
    previous = SEPARATORS.indexOf(value);
    if (previous >= 0) {
      found[previous] = true;
    }
  }

  /** Ends the detection, at the end of the header. */
  void settle() {
    if (settled) {
      return;
    }
    settled = true;
    for (int i = found.length - 1; i >= 0; i--) {
      chosen = found[i] ? i : chosen;
    }
    separator = SEPARATORS.charAt(chosen);
  }

  /** Whether it is detected, and blanks next to separators are part of the values. */
  boolean isPlain() {
    return settled && !followedByBlank[chosen];
  }

  boolean separates(byte value) {
    return settled ? value == separator : SEPARATORS.indexOf(value) >= 0;
  }

  char separator() {
    return separator;
  }

  /** Whether blanks next to separators are ignored. */
  boolean spaced() {
    return settled
        ? followedByBlank[chosen]
        : followedByBlank[0] || followedByBlank[1] || followedByBlank[2];
  }
}
