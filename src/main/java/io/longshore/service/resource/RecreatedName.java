package io.longshore.service.resource;

import io.longshore.job.JobId;

/** The name of a job whose request is made again, because the names of jobs are unique. */
public final class RecreatedName {

  private static final int MAX_LENGTH = 63;
  private static final int SUFFIX_LENGTH = 8;

  private RecreatedName() {}

  /** The old name, cut to 54 characters, and eight random hexadecimal digits. */
  public static String of(String old) {
    String digits = JobId.random().toString().substring(0, SUFFIX_LENGTH);
    int kept = Math.min(old.length(), MAX_LENGTH - SUFFIX_LENGTH - 1);
    boolean half = kept > 0 && Character.isHighSurrogate(old.charAt(kept - 1));
    return old.substring(0, half ? kept - 1 : kept) + "-" + digits;
  }
}
