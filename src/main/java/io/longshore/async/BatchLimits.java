package io.longshore.async;

import java.time.Duration;

/**
 * The limits of a {@link Batcher}, for each group.
 *
 * @param items of a batch at most
 * @param weight of a batch at most, unless its first item alone has more
 * @param waiting items that wait at most; further ones are refused
 * @param patience how long an item waits for its batch to start at most
 */
public record BatchLimits(int items, int weight, int waiting, Duration patience) {}
