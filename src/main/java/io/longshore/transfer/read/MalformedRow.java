package io.longshore.transfer.read;

/**
 * A row that could not be read; the file goes on.
 *
 * @param line of the file at which it begins, from 1
 * @param reason to follow "line 7: ", for the file's owner
 */
public record MalformedRow(long line, String reason) {}
