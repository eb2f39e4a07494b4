package io.longshore.service.pinpoint.block;

import java.util.UUID;

/**
 * A block of a hash bucket, compared with the rows that it stands for.
 *
 * @param low the lowest id that it may have
 * @param build random, of this block only
 * @param rows how many lines it has
 * @param bytes their compressed size
 * @param found how many rows its ids have now
 * @param current whether its rows are still the same ones
 */
record StoredBlock(
    int bucket, String low, UUID build, int rows, int bytes, long found, boolean current) {}
