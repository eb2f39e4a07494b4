package io.longshore.service.cleanroomsml.profile;

import io.longshore.service.cleanroomsml.lookalike.StableHash;
import java.util.Arrays;

/**
 * Interactions grouped by user, in bounded memory: of each user the distinct items, and of very
 * many a uniform sample, because hashes are uniform. Not thread-safe.
 */
public final class UserGroups implements InteractionChunk.Receiver {

  /** The most items of a user. */
  static final int MOST_ITEMS = 500;

  private final int most;
  private final Share share;
  private final UserIds ids = new UserIds();
  private int[] owners = new int[1024];
  private long[] items = new long[1024];
  private int size;
  private int user; // of the last interaction, or -1 if it is of another share

  /**
   * A share of the users: those whose hashes begin with the same bits.
   *
   * @param bits how many of them, from 0
   */
  public record Share(int bits, long beginning) {

    /** All users. */
    public static final Share ALL = new Share(0, 0);

    /** One half of it, or the other. */
    public Share half(boolean other) {
      return new Share(bits + 1, beginning << 1 | (other ? 1 : 0));
    }

    boolean has(long hash) {
      return bits == 0 || hash >>> Long.SIZE - bits == beginning;
    }
  }

  /**
   * @param share the users that are grouped; others are passed over
   * @param most the most items in memory, at least twice those that a user may have
   */
  public UserGroups(Share share, int most) {
    this.share = share;
    this.most = most;
  }

  /** Adds the interactions of a chunk; returns false when the share is too large for the memory. */
  public boolean add(byte[] chunk) {
    return InteractionChunk.read(chunk, this);
  }

  @Override
  public boolean add(byte[] bytes, int at, int length, long item) {
    long hash = StableHash.of(bytes, at, at + length);
    if (!share.has(hash)) {
      user = -1;
      return true;
    }
    user = ids.index(bytes, at, length, hash);
    return addItem(item);
  }

  @Override
  public boolean addItem(long item) {
    if (user < 0) {
      return true;
    }
    if (size == items.length && !makeRoom()) {
      return false;
    }
    owners[size] = user;
    items[size++] = item;
    return ids.bytes() < most * Long.BYTES;
  }

  private boolean makeRoom() {
    if (size < most) {
      int larger = Math.min(most, size * 2);
      owners = Arrays.copyOf(owners, larger);
      items = Arrays.copyOf(items, larger);
      return true;
    }
    group();
    return size < most - most / 4;
  }

  /** Sorts the items by user, and removes repeated ones and those beyond the most. */
  private int[] group() {
    int[] ends = new int[ids.size() + 1];
    for (int at = 0; at < size; at++) {
      ends[owners[at] + 1]++;
    }
    for (int each = 0; each < ids.size(); each++) {
      ends[each + 1] += ends[each];
    }
    long[] grouped = new long[size];
    int[] next = Arrays.copyOf(ends, ids.size());
    for (int at = 0; at < size; at++) {
      grouped[next[owners[at]]++] = items[at];
    }
    size = 0;
    for (int each = 0; each < ids.size(); each++) {
      keep(each, grouped, ends[each], ends[each + 1]);
      ends[each] = size; // where the next user's items begin
    }
    return ends;
  }

  private void keep(int each, long[] grouped, int from, int to) {
    Arrays.sort(grouped, from, to);
    int kept = 0;
    for (int at = from; at < to && kept < MOST_ITEMS; at++) {
      if (at == from || grouped[at] != grouped[at - 1]) {
        owners[size] = each;
        items[size++] = grouped[at];
        kept++;
      }
    }
  }

  /** Writes the users into blocks. Nothing can be added afterwards. */
  public GroupedUsers grouped() {
    int[] ends = group();
    ProfileBlockWriter writer = new ProfileBlockWriter();
    for (int each = 0; each < ids.size(); each++) {
      int from = each == 0 ? 0 : ends[each - 1];
      ids.write(each, writer, items, from, ends[each] - from);
    }
    return new GroupedUsers(writer.blocks(), ids.size(), items, size);
  }
}
