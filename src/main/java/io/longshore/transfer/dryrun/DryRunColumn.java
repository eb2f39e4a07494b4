package io.longshore.transfer.dryrun;

import java.util.Optional;

/**
 * A column of a file, or a member of its rows.
 *
 * @param name as the file has it
 * @param member what the import makes of it; empty if the import ignores it
 */
public record DryRunColumn(String name, Optional<String> member) {}
