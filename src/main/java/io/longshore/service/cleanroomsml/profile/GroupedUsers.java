package io.longshore.service.cleanroomsml.profile;

import java.util.List;

/**
 * Users with their items.
 *
 * @param blocks see {@link ProfileBlock}
 * @param users how many there are
 * @param items the items of all users, in an array that may be longer
 * @param interactions the number of items in it, which is that of pairs of a user and an item
 */
public record GroupedUsers(List<byte[]> blocks, long users, long[] items, int interactions) {}
