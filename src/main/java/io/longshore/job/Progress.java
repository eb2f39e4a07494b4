package io.longshore.job;

/**
 * How far a job is.
 *
 * @param pieces pieces planned
 * @param piecesDone pieces whose result is sealed
 * @param piecesFailed pieces that failed for good
 * @param rows rows processed so far, by all pieces
 * @param rowsFailed rows of the failed pieces, and rows that an import refused
 */
public record Progress(int pieces, int piecesDone, int piecesFailed, long rows, long rowsFailed) {}
