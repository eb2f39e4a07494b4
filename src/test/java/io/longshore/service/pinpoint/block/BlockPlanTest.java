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
    List<String> changed = current ? List.of() : List.of(low + "x");
    return new StoredBlock(bucket, low, new UUID(bucket, low.hashCode()), 64, 5_000, changed);
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
      gone.removeIf(each -> random.nextInt(4) > 0);
      BlockPlan plan = new BlockPlan(blocks);
      Set<StoredBlock> passed = new HashSet<>();
      plan.groups(20_000).forEach(passed::addAll);
      passed.removeAll(gone);
      Map<Integer, List<String>> bounds = plan.boundsOfMissing(gone);

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
        List.of(block(1, "", true), new StoredBlock(1, "b", new UUID(7, 7), 64, 5_000, List.of()));

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
  void groups_have_at_most_their_size() {
    List<StoredBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      blocks.add(block(i, "", i % 3 != 0));
    }

    List<List<StoredBlock>> groups = new BlockPlan(blocks).groups(12_000);

    assertThat(groups).extracting(List::size).containsExactly(2, 2, 2, 2, 2);
    assertThat(new BlockPlan(blocks).groups(100)).hasSize(10).allMatch(each -> each.size() == 1);
  }

  @Test
  void a_plan_is_worthwhile_up_to_a_share_of_changed_rows() {
    List<StoredBlock> blocks = List.of(block(0, "", true), block(1, "", false));

    assertThat(new BlockPlan(blocks).isWorthwhile(1.0 / 128)).isTrue();
    assertThat(new BlockPlan(blocks).isWorthwhile(0.9 / 128)).isFalse();
    assertThat(BlockPlan.NONE.isWorthwhile(1)).isFalse();
  }

  @Test
  void
      a_change_belongs_to_the_last_block_before_it_and_hash_buckets_that_all_changed_are_left_out() {
    BlockPlan.Builder plan = new BlockPlan.Builder();
    UUID build = new UUID(1, 2);
    plan.block(1, "", build, 64, 5_000);
    plan.change(1, "a");
    plan.block(1, "m", build, 64, 5_000);
    plan.change(1, "m");
    plan.change(1, "z");
    plan.change(2, null);
    plan.block(2, "", build, 64, 5_000);
    plan.change(2, "b");
    plan.change(3, "before the first block of its bucket");
    plan.block(3, "d", build, 64, 5_000);

    BlockPlan built = plan.build();
    assertThat(built.blocks()).extracting(StoredBlock::bucket).containsExactly(1, 1, 3);
    assertThat(built.blocks())
        .extracting(StoredBlock::changed)
        .containsExactly(List.of("a"), List.of("m", "z"), List.of());
    assertThat(built.others(List.of(1, 2, 3))).containsExactly(2);
    assertThat(built.boundsOfMissing(Set.of())).isEqualTo(Map.of(3, List.of("", "d")));
  }
}
