package io.longshore.transfer.read;

import java.util.List;

/**
 * A record of a CSV file.
 *
 * @param header the names in the first record of the file, which may contain duplicates
 * @param values as many as {@code header} has names
 */
public record CsvRow(List<String> header, List<String> values) {}
