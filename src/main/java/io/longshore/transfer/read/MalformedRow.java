package io.longshore.transfer.read;

/**
 * A row that cannot be read, although the file can.
 *
 * @param line the number of its first line in the file, from 1
 * @param reason for the file's owner; follows "line 7: "
 */
public record MalformedRow(long line, String reason) {}
