package io.longshore.service.cleanroomsml.lookalike;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogOddsWeightsTest {

  private static final long POPULATION = 100;

  private static ItemCounts items() {
    ItemCounts items = new ItemCounts(3);
    items.add(1, 10); // the crowd's favourite
    items.add(2, 90); // everybody's
    items.add(3, 10); // others'
    return items;
  }

  private static SeedProfile crowd(ItemCounts items) {
    SeedProfile crowd = new SeedProfile(items);
    for (int user = 0; user < 10; user++) {
      crowd.add(new long[] {1, 2}, SeedProfile.WHOLE);
    }
    return crowd;
  }

  @Test
  void what_the_crowd_has_more_often_than_all_speaks_for_a_user() {
    LogOddsWeights weights = crowd(items()).weights(POPULATION);
    long favourite = weights.score(new long[] {1});
    long everybodys = weights.score(new long[] {2});
    long others = weights.score(new long[] {3});
    assertThat(favourite).isGreaterThan(everybodys);
    assertThat(everybodys).isBetween(0L, favourite / 10);
    assertThat(others).isNegative();
  }

  @Test
  void an_item_that_does_not_count_tells_nothing() {
    LogOddsWeights weights = crowd(items()).weights(POPULATION);
    assertThat(weights.score(new long[] {1, 77})).isEqualTo(weights.score(new long[] {1}));
    assertThat(weights.score(new long[0])).isZero();
  }

  @Test
  void a_long_list_of_everything_does_not_win() {
    ItemCounts items = new ItemCounts(1000);
    LongStream.range(0, 1000).forEach(item -> items.add(item, 50));
    SeedProfile crowd = new SeedProfile(items);
    crowd.add(LongStream.range(0, 10).toArray(), SeedProfile.WHOLE);
    crowd.add(LongStream.range(0, 10).toArray(), SeedProfile.WHOLE);
    LogOddsWeights weights = crowd.weights(POPULATION);
    assertThat(weights.score(LongStream.range(0, 1000).toArray()))
        .isLessThan(weights.score(LongStream.range(0, 5).toArray()));
  }

  @Test
  void a_follower_counts_half() {
    SeedProfile twice = new SeedProfile(items());
    twice.add(new long[] {1}, SeedProfile.HALF);
    twice.add(new long[] {1}, SeedProfile.HALF);
    SeedProfile once = new SeedProfile(items());
    once.add(new long[] {1}, SeedProfile.WHOLE);
    assertThat(twice.weights(POPULATION).score(new long[] {1}))
        .isEqualTo(once.weights(POPULATION).score(new long[] {1}));
  }

  @Test
  void what_was_packed_scores_the_same_when_unpacked() {
    ItemCounts items = new ItemCounts(10_000);
    for (long item = 0; item < 10_000; item++) {
      items.add(StableHash.of("item-" + item), (int) item % 50 + 2);
    }
    ScoringModel tally = ScoringModel.of(items);
    long[] user = LongStream.range(0, 100).map(n -> StableHash.of("item-" + n)).sorted().toArray();
    tally.whole().add(user, SeedProfile.WHOLE);
    tally.trial().add(user, SeedProfile.HALF);
    List<byte[]> packed = tally.packed();
    assertThat(packed).hasSize(3);
    ScoringModel again = ScoringModel.unpacked(packed, tally.whole().size(), tally.trial().size());
    assertThat(again.items().size()).isEqualTo(10_000);
    assertThat(again.whole().weights(POPULATION).score(user))
        .isEqualTo(tally.whole().weights(POPULATION).score(user));
    assertThat(again.trial().weights(POPULATION).score(user))
        .isEqualTo(tally.trial().weights(POPULATION).score(user))
        .isNotEqualTo(tally.whole().weights(POPULATION).score(user));
  }

  @Test
  void a_models_blocks_are_items_and_their_users() {
    byte[] block = ByteBuffer.allocate(24).putLong(-5).putInt(7).putLong(9).putInt(2).array();
    ItemCounts items = ScoringModel.items(List.of(block));
    assertThat(items.size()).isEqualTo(2);
    assertThat(items.users(items.slot(-5))).isEqualTo(7);
    assertThat(items.users(items.slot(9))).isEqualTo(2);
    assertThat(items.slot(8)).isEqualTo(-1);
  }

  @Test
  void followers_are_the_best_whatever_the_order_in_which_they_come() {
    TopUsers up = new TopUsers(1, 1000);
    TopUsers down = new TopUsers(1, 1000);
    for (int n = 0; n < 10; n++) {
      up.offer("user-" + n, n / 2);
      down.offer("user-" + (9 - n), (9 - n) / 2);
    }
    assertThat(up.ids()).containsExactly("user-4", "user-6", "user-7", "user-8", "user-9");
    assertThat(down.ids()).isEqualTo(up.ids());
  }

  @Test
  void nobody_follows_who_is_like_anybody() {
    TopUsers followers = new TopUsers(100, 100_000);
    followers.offer("user", 0);
    assertThat(followers.ids()).isEmpty();
  }

  @Test
  void hashes_never_change() {
    assertThat(StableHash.of("item-1")).isEqualTo(0xe3d58280f7f95788L);
    assertThat(StableHash.of("")).isEqualTo(0xefd01f60ba992926L);
  }
}
