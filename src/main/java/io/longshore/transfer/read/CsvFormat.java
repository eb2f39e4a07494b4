package io.longshore.transfer.read;

/**
 * How a CSV file is written, as its header tells: a comma separates values, or, where the header
 * has none, a semicolon, or else a tab; and blanks after the header's separators belong to no name
 * and to no value of the file. Known once the header has ended.
 */
final class CsvFormat {

  private static final String SEPARATORS = ",;\t";

  private final boolean[] seen = new boolean[SEPARATORS.length()];
  private final boolean[] followed = new boolean[SEPARATORS.length()];
  private int before = -1;
  private boolean settled;
  private int chosen;
  private char separator = SEPARATORS.charAt(0);

  /** Takes a byte that is not inside of quotes. */
  void see(byte value) {
    if (settled) {
      return;
    }
    if (before >= 0 && value == ' ') {
      followed[before] = true;
    }
    before = SEPARATORS.indexOf(value);
    if (before >= 0) {
      seen[before] = true;
    }
  }

  /** The header has ended. */
  void settle() {
    settled = true;
    for (int i = seen.length - 1; i >= 0; i--) {
      chosen = seen[i] ? i : chosen;
    }
    separator = SEPARATORS.charAt(chosen);
  }

  boolean separates(byte value) {
    return settled ? value == separator : SEPARATORS.indexOf(value) >= 0;
  }

  char separator() {
    return separator;
  }

  /** Whether blanks may stand beside a separator, and before a quote. */
  boolean spaced() {
    return settled ? followed[chosen] : followed[0] || followed[1] || followed[2];
  }
}
