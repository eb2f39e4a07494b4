package io.longshore.doctor;

import java.util.Optional;

/**
 * The result of a check of {@code doctor}.
 *
 * @param what what was checked
 * @param said its state
 * @param fix what to do; empty if nothing is wrong
 */
public record DiagnosticResult(String what, String said, Optional<String> fix) {

  public static DiagnosticResult good(String what, String said) {
    return new DiagnosticResult(what, said, Optional.empty());
  }

  public static DiagnosticResult wrong(String what, String said, String fix) {
    return new DiagnosticResult(what, said, Optional.of(fix));
  }

  public boolean isGood() {
    return fix.isEmpty();
  }

  @Override
  public String toString() {
    return fix.map(how -> "WRONG  %-16s %s%n       %-16s fix: %s".formatted(what, said, "", how))
        .orElseGet(() -> "ok     %-16s %s".formatted(what, said));
  }
}
