package io.longshore.transfer.dryrun;

/** Why a dry run ended before the end of the files. */
public enum DryRunCut {
  ROWS,
  BYTES,
  SECONDS,

  /** The content in the request is only the beginning of the file. */
  CONTENT,

  /** The replica stops, or nobody waits for the report. */
  STOPPED
}
