package io.longshore.transfer.read;

/**
 * A row of a file.
 *
 * @param line of the file at which it begins, from 1
 */
public record ReadRow<T>(long line, T value) {}
