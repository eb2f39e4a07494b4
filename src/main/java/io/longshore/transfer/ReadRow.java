package io.longshore.transfer;

/**
 * A row of a file.
 *
 * @param line of the file at which it begins, from 1
 */
public record ReadRow<T>(long line, T value) {}
