package io.longshore.transfer.read;

import java.util.List;

/**
 * A record of a CSV file, as many values as the header has names.
 *
 * @param header the file's first record; a name that is repeated there stands here as often
 */
public record CsvRow(List<String> header, List<String> values) {}
