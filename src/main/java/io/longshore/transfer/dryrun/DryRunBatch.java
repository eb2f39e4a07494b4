package io.longshore.transfer.dryrun;

import io.longshore.transfer.read.MalformedRow;
import java.util.List;
import java.util.Optional;

/**
 * Some rows of a file, checked.
 *
 * @param accepted the number of rows that the import would take
 * @param refusal why the import would fail at these rows; empty if it would not
 */
public record DryRunBatch(
    long accepted,
    List<MalformedRow> rejected,
    List<DryRunSample> samples,
    Optional<String> refusal) {}
