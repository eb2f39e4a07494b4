package io.longshore.api;

import java.util.Optional;

/**
 * What a check of the installation has found to be wrong.
 *
 * @param check the name of the check
 * @param message what is wrong
 * @param advice what to do
 */
public record Finding(String check, Severity severity, String message, Optional<String> advice) {

  /** How serious a finding is. */
  public enum Severity {
    /** The check could not be made. */
    WARNING,
    /** Something is wrong. */
    ERROR
  }
}
