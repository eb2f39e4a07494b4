package io.longshore.service.cleanroomsml.lookalike;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The input of scoring: the items, the seed's counts, and the same without the users held out to
 * measure relevance.
 *
 * @param whole the counts of the whole seed
 * @param trial the counts without the users held out
 */
public record ScoringModel(ItemCounts items, SeedProfile whole, SeedProfile trial) {

  private static final int BLOCK = 4096;
  private static final int ITEM_BYTES = Long.BYTES + Integer.BYTES;
  private static final int COUNT_BYTES = Long.BYTES + 3 * Integer.BYTES;

  /** A model without counts. */
  public static ScoringModel of(ItemCounts items) {
    return new ScoringModel(items, new SeedProfile(items), new SeedProfile(items));
  }

  /**
   * The items of a stored model.
   *
   * @param blocks eight bytes for each item and four for the number of its users
   */
  public static ItemCounts items(List<byte[]> blocks) {
    ItemCounts items =
        new ItemCounts(blocks.stream().mapToInt(block -> block.length / ITEM_BYTES).sum());
    for (byte[] block : blocks) {
      ByteBuffer packed = ByteBuffer.wrap(block);
      while (packed.hasRemaining()) {
        items.add(packed.getLong(), packed.getInt());
      }
    }
    return items;
  }

  /** Items and counts, for {@link #unpacked}: item, users of it, halves in whole and in trial. */
  public List<byte[]> packed() {
    List<byte[]> blocks = new ArrayList<>();
    ByteBuffer block = ByteBuffer.allocate(BLOCK * COUNT_BYTES);
    for (int slot = 0; slot < items.slots(); slot++) {
      if (items.users(slot) > 0) {
        block.putLong(items.item(slot)).putInt(items.users(slot));
        block.putInt(whole.halves(slot)).putInt(trial.halves(slot));
      }
      if (!block.hasRemaining() || slot == items.slots() - 1 && block.position() > 0) {
        byte[] bytes = new byte[block.flip().remaining()];
        block.get(bytes).clear();
        blocks.add(bytes);
      }
    }
    return blocks;
  }

  /**
   * The model of packed blocks.
   *
   * @param wholeSize the size of the whole seed; {@code trialSize} without the users held out
   */
  public static ScoringModel unpacked(List<byte[]> blocks, long wholeSize, long trialSize) {
    ScoringModel scoringModel =
        of(new ItemCounts(blocks.stream().mapToInt(block -> block.length / COUNT_BYTES).sum()));
    for (byte[] block : blocks) {
      ByteBuffer packed = ByteBuffer.wrap(block);
      while (packed.hasRemaining()) {
        long item = packed.getLong();
        scoringModel.items.add(item, packed.getInt());
        scoringModel.whole.restore(item, packed.getInt());
        scoringModel.trial.restore(item, packed.getInt());
      }
    }
    scoringModel.whole.size(wholeSize);
    scoringModel.trial.size(trialSize);
    return scoringModel;
  }
}
