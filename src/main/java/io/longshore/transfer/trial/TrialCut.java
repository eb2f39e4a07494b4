package io.longshore.transfer.trial;

/** Why a dry run ended before the end of the files. */
public enum TrialCut {
  ROWS,
  BYTES,
  SECONDS,

  /** The content in the request is only the beginning of the file. */
  CONTENT,

  /** The replica stops, or nobody waits for the report. */
  STOPPED
}
