package io.longshore.job;

/**
 * An object that a piece made, as the manifest tells of it.
 *
 * @param rows rows in it
 * @param bytes size of the object as stored
 * @param sha256 of the uncompressed stream, lower-case hex
 */
public record Output(Destination destination, long rows, long bytes, String sha256) {}
