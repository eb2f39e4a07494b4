package io.longshore.transfer.dryrun;

import java.time.Duration;

/**
 * Limits of a dry run, which ends when the first of them is reached.
 *
 * @param rows of all files together
 * @param bytes of all files together, as they are stored
 * @param samples accepted rows that the report shows
 * @param rejections rejected rows that the report shows; all are counted
 */
public record DryRunLimits(long rows, long bytes, Duration time, int samples, int rejections) {}
