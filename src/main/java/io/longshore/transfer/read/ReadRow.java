package io.longshore.transfer.read;

/**
 * A row of a file.
 *
 * @param line the number of its first line in the file, from 1
 */
public record ReadRow<T>(long line, T value) {}
