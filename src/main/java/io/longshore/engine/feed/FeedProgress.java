package io.longshore.engine.feed;

/**
 * How far an unfinished job is.
 *
 * @param pieces planned pieces; 0 before the plan
 * @param rows rows processed so far, by all pieces
 * @param bytes bytes of the outputs: of those that running attempts write, until now
 */
public record FeedProgress(FeedJob job, int pieces, int piecesDone, long rows, long bytes) {}
