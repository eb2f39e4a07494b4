package io.longshore.engine.admin;

/**
 * What the tasks of a job add up to.
 *
 * @param done the pieces that are done
 * @param failed the pieces that failed for good
 * @param bytes of the outputs: of those that running attempts write, until now
 * @param attempts at all tasks, as they were charged
 */
public record JobSums(
    int done, int failed, long rows, long rejectedRows, long bytes, long attempts) {

  /** Of a job without tasks. */
  public static final JobSums NONE = new JobSums(0, 0, 0, 0, 0, 0);
}
