package io.longshore.store.read;

import java.util.UUID;

/**
 * What a node must have before an attempt may read from it: the claim of the attempt, and with it
 * everything that was committed before the claim, such as the rows that were there when the job was
 * created. Replication applies commits in the order of the primary. The id of the lease is random,
 * so that a server with another history never has it, whatever its position in the log is.
 *
 * @param lease the id of the attempt's lease
 * @param first whether this is the first claim of the task
 */
public record ClaimPosition(UUID job, int seq, UUID lease, boolean first) {}
