package io.longshore;

import java.util.Optional;

/**
 * What a check of {@code doctor} found.
 *
 * @param what the thing that was looked at
 * @param said how it is
 * @param mend what to do; empty when nothing is wrong
 */
record Finding(String what, String said, Optional<String> mend) {

  static Finding good(String what, String said) {
    return new Finding(what, said, Optional.empty());
  }

  static Finding wrong(String what, String said, String mend) {
    return new Finding(what, said, Optional.of(mend));
  }

  boolean isGood() {
    return mend.isEmpty();
  }

  @Override
  public String toString() {
    return mend.map(how -> "WRONG  %-16s %s%n       %-16s mend: %s".formatted(what, said, "", how))
        .orElseGet(() -> "ok     %-16s %s".formatted(what, said));
  }
}
