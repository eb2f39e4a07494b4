package io.longshore.service.pinpoint.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BlockPlanTest {

  private static StoredBlock block(int bucket, String low, boolean current) {
    return new StoredBlock(bucket, low, new UUID(bucket, low.hashCode()), 64, 5_000, 64, current);
  }

  @Test
  void every_id_is_either_passed_on_or_read() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      List<StoredBlock> blocks = new ArrayList<>();
      for (int bucket = 0; bucket < 3; bucket++) {
        boolean whole = random.nextInt(4) > 0; // else the first block is gone
        for (char low = 'a'; low <= 'a' + random.nextInt(6); low++) {
          String from = low == 'a' && whole ? "" : "" + low;
          blocks.add(block(bucket, from, random.nextBoolean()));
        }
      }
      Set<StoredBlock> gone = new HashSet<>(blocks);
      gone.removeIf(each -> !each.current() || random.nextInt(4) > 0);
      BlockPlan plan = new BlockPlan(blocks);
      Set<StoredBlock> passed = new HashSet<>();
      plan.groups(20_000).forEach(passed::addAll);
      passed.removeAll(gone);
      Map<Integer, List<String>> bounds = plan.boundsOfChanged(gone);

      for (int bucket = 0; bucket < 3; bucket++) {
        for (String id : List.of("0", "a", "b", "bb", "c", "d", "dz", "e", "f", "g", "z")) {
          assertThat(isRead(bounds, bucket, id))
              .as("%s in %s", id, blocks)
              .isEqualTo(!passed.contains(holder(blocks, bucket, id)));
        }
      }
    }
  }

  /** As {@code width_bucket} counts in the database. */
  private static boolean isRead(Map<Integer, List<String>> bounds, int bucket, String id) {
    List<String> own = bounds.getOrDefault(bucket, List.of());
    return own.stream().filter(bound -> bound.compareTo(id) <= 0).count() % 2 == 1;
  }

  private static StoredBlock holder(List<StoredBlock> blocks, int bucket, String id) {
    return blocks.stream()
        .filter(each -> each.bucket() == bucket && each.low().compareTo(id) <= 0)
        .reduce((before, after) -> after)
        .orElse(null);
  }

  @Test
  void only_content_that_is_all_of_current_blocks_has_a_name_and_others_have_another_one() {
    List<StoredBlock> blocks = List.of(block(1, "", true), block(1, "b", true));
    List<StoredBlock> again =
        List.of(block(1, "", true), new StoredBlock(1, "b", new UUID(7, 7), 64, 5_000, 64, true));

    assertThat(new BlockPlan(blocks).contentId())
        .isPresent()
        .isEqualTo(new BlockPlan(List.copyOf(blocks)).contentId())
        .isNotEqualTo(new BlockPlan(again).contentId())
        .isNotEqualTo(new BlockPlan(blocks.subList(0, 1)).contentId());
    assertThat(new BlockPlan(List.of(block(1, "", true), block(1, "b", false))).contentId())
        .isEmpty();
    assertThat(new BlockPlan(List.of()).contentId()).isEmpty();
    assertThat(new BlockPlan(List.of(block(1, "a", true))).contentId()).isEmpty();
    assertThat(new BlockPlan(List.of(block(1, "a", true))).others(List.of(0, 1, 2)))
        .containsExactly(0, 2);
  }

  @Test
  void groups_have_at_most_their_size_and_only_current_blocks() {
    List<StoredBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      blocks.add(block(i, "", i % 3 != 0));
    }

    List<List<StoredBlock>> groups = new BlockPlan(blocks).groups(12_000);

    assertThat(groups).extracting(List::size).containsExactly(2, 2, 2);
    assertThat(new BlockPlan(blocks).groups(100)).hasSize(6).allMatch(each -> each.size() == 1);
  }

  @Test
  void the_share_of_current_rows_is_of_the_rows_that_are_there_now() {
    List<StoredBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      blocks.add(block(i, "", i == 0));
    }

    assertThat(new BlockPlan(blocks).hasCurrent(0.25)).isFalse();
    blocks.set(1, block(1, "", true));
    assertThat(new BlockPlan(blocks).hasCurrent(0.25)).isTrue();
    blocks.set(2, new StoredBlock(2, "", new UUID(2, 2), 64, 5_000, 6_400, false));
    assertThat(new BlockPlan(blocks).hasCurrent(0.25)).isFalse();
    assertThat(BlockPlan.NONE.hasCurrent(0)).isFalse();
  }
}
