package io.longshore.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Selects one job, or all unfinished ones. */
final class JobSelectorOptions {

  @Parameters(index = "0", arity = "0..1", paramLabel = "ID")
  private String id;

  @Option(names = "--all", description = "Every unfinished job.")
  private boolean all;

  String id() {
    return id;
  }

  boolean all() {
    return all;
  }

  /** Whether the selection is invalid: neither an id nor {@code --all}, or both. */
  boolean isInvalid() {
    return all == (id != null);
  }
}
