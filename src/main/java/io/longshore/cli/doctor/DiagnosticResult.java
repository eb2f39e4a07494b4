package io.longshore.cli.doctor;

import java.util.Optional;

/**
 * What a check of {@code doctor} found.
 *
 * @param what the thing that was looked at
 * @param said how it is
 * @param mend what to do; empty when nothing is wrong
 */
public record DiagnosticResult(String what, String said, Optional<String> mend) {

  public static DiagnosticResult good(String what, String said) {
    return new DiagnosticResult(what, said, Optional.empty());
  }

  public static DiagnosticResult wrong(String what, String said, String mend) {
    return new DiagnosticResult(what, said, Optional.of(mend));
  }

  public boolean isGood() {
    return mend.isEmpty();
  }

  @Override
  public String toString() {
    return mend.map(how -> "WRONG  %-16s %s%n       %-16s mend: %s".formatted(what, said, "", how))
        .orElseGet(() -> "ok     %-16s %s".formatted(what, said));
  }
}
