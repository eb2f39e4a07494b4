package io.longshore.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One job, or all of them. */
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

  /** Neither, or both. */
  boolean isNone() {
    return all == (id != null);
  }
}
