package io.longshore.identity.policy;

/** A pattern in which {@code *} matches any text and {@code ?} any single character. */
record GlobPattern(String pattern) {

  /** Takes time proportional to pattern times text: it backtracks to the last star only. */
  boolean matches(String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      char expected = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && expected == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && (expected == '?' || expected == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
