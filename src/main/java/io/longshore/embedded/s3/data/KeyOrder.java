package io.longshore.embedded.s3.data;

import java.util.Comparator;

/** The order of keys in S3 listings: by UTF-8 bytes, which differs from Java's string order. */
public final class KeyOrder implements Comparator<String> {

  public static final KeyOrder BYTES = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(String first, String second) {
    int commonLength = Math.min(first.length(), second.length());
    for (int i = 0; i < commonLength; i++) {
      char a = first.charAt(i);
      char b = second.charAt(i);
      if (a != b) {
        return Integer.compare(rank(a), rank(b));
      }
    }
    return Integer.compare(first.length(), second.length());
  }

  /** Surrogates encode the code points above all other characters. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  /** The smallest string greater than every string with the prefix; null if there is none. */
  static String firstAfter(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last == Character.MIN_SURROGATE - 1 ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, end) + Character.toString(next);
      }
    }
    return null;
  }
}
