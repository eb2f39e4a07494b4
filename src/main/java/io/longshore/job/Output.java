package io.longshore.job;

/**
 * An object that a piece has made, as the manifest lists it.
 *
 * @param rows the number of rows in the object
 * @param bytes the size of the object as stored
 * @param sha256 of the uncompressed content, in lower-case hexadecimal digits
 */
public record Output(Destination destination, long rows, long bytes, String sha256) {}
