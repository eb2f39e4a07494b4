package io.longshore.job;

/**
 * The progress of a job.
 *
 * @param pieces planned pieces
 * @param piecesDone pieces that are done
 * @param piecesFailed pieces that failed permanently
 * @param rows rows processed so far, by all pieces
 * @param rowsFailed rows of the failed pieces, and rows that an import refused
 */
public record Progress(int pieces, int piecesDone, int piecesFailed, long rows, long rowsFailed) {}
