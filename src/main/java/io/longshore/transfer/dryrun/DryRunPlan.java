package io.longshore.transfer.dryrun;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What a dry run reads.
 *
 * @param files in the order in which the import reads them
 * @param verdict why the import would fail with that number of rows; empty if it would not. Asked
 *     once all files are read
 * @param unchecked what only the import itself checks, each a sentence
 */
public record DryRunPlan(
    List<DryRunFile> files, LongFunction<Optional<String>> verdict, List<String> unchecked) {}
