package io.longshore.service.cleanroomsml.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.cleanroomsml.profile.ItemTally.Counts;
import io.longshore.service.cleanroomsml.profile.ProfileBlock.Profile;
import io.longshore.service.cleanroomsml.profile.UserGroups.Share;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** From interactions to users with their items. */
class UserGroupsTest {

  private static final int ROWS = 40_000;
  private final Map<String, TreeSet<Long>> expected = new TreeMap<>();
  private final List<byte[]> chunks = new ArrayList<>();
  private final List<Counts> setAside = new ArrayList<>();

  /** Users with one item, with many, with more than count, and with ids of all lengths. */
  UserGroupsTest() {
    Random random = new Random(3);
    InteractionChunk chunk = new InteractionChunk();
    String user = "u";
    for (int row = 0; row < ROWS; row++) {
      if (random.nextInt(3) > 0) {
        double skewed = Math.pow(random.nextDouble(), 4);
        user = "é".repeat(random.nextInt(40) == 0 ? 256 : 1) + (int) (skewed * 900);
      }
      long item = random.nextInt(800) - 400L;
      expected.computeIfAbsent(user, none -> new TreeSet<>()).add(item);
      chunk.add(user.getBytes(StandardCharsets.UTF_8), item);
      if (chunk.isFull()) {
        chunks.add(chunk.take());
      }
    }
    chunks.add(chunk.take());
    expected.replaceAll(
        (id, items) ->
            new TreeSet<>(items.stream().sorted().limit(UserGroups.MOST_ITEMS).toList()));
  }

  /** Groups a share, or each half of it if it is too large; returns how many shares there were. */
  private int group(Share share, int most, Map<String, TreeSet<Long>> found, ItemTally tally) {
    UserGroups groups = new UserGroups(share, most);
    if (!chunks.stream().allMatch(groups::add)) {
      return group(share.half(false), most, found, tally)
          + group(share.half(true), most, found, tally);
    }
    GroupedUsers users = groups.grouped();
    setAside.addAll(tally.add(users.items(), users.interactions()));
    long items = 0;
    for (byte[] block : users.blocks()) {
      for (Profile profile : ProfileBlock.users(block, id -> true)) {
        assertThat(profile.items()).isSorted().doesNotHaveDuplicates();
        TreeSet<Long> set = new TreeSet<>();
        for (long item : profile.items()) {
          set.add(item);
        }
        items += set.size();
        assertThat(found.put(profile.id(), set)).as("once: " + profile.id()).isNull();
      }
    }
    assertThat((long) users.interactions()).isEqualTo(items);
    return 1;
  }

  @Test
  void each_user_has_the_distinct_items_up_to_the_most() {
    Map<String, TreeSet<Long>> found = new TreeMap<>();

    assertThat(group(Share.ALL, 1 << 20, found, new ItemTally())).isEqualTo(1);

    assertThat(expected.values())
        .anyMatch(items -> items.size() == UserGroups.MOST_ITEMS)
        .anyMatch(items -> items.size() == 1);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void a_share_that_is_too_large_is_halved_until_it_fits() {
    Map<String, TreeSet<Long>> found = new TreeMap<>();

    assertThat(group(Share.ALL, 3000, found, new ItemTally())).isGreaterThan(4);

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void repeated_interactions_take_no_room() {
    byte[] user = {'u'};
    UserGroups groups = new UserGroups(Share.ALL, 2048);
    for (int row = 0; row < 100_000; row++) {
      assertThat(groups.add(user, 0, 1, row % 700)).isTrue();
    }

    assertThat(groups.grouped())
        .extracting(GroupedUsers::users, GroupedUsers::interactions)
        .containsExactly(1L, UserGroups.MOST_ITEMS);
  }

  @Test
  void items_are_counted_once_for_each_user_also_when_counts_are_set_aside() {
    Map<Long, Integer> all = new TreeMap<>();
    expected.values().forEach(items -> items.forEach(item -> all.merge(item, 1, Integer::sum)));
    for (ItemTally tally : List.of(new ItemTally(), new ItemTally(256))) {
      group(Share.ALL, 3000, new TreeMap<>(), tally);
      Map<Long, Integer> found = new TreeMap<>();
      List<Counts> counts = new ArrayList<>(setAside);
      setAside.clear();
      counts.addAll(tally.takeAll());
      for (Counts some : counts) {
        for (int at = 0; at < some.items().length; at++) {
          found.merge(some.items()[at], some.users()[at], Integer::sum);
        }
      }
      assertThat(found).isEqualTo(all);
    }
  }

  @Test
  void only_wanted_users_are_decoded() {
    UserGroups groups = new UserGroups(Share.ALL, 1 << 20);
    chunks.forEach(groups::add);
    List<String> ids = new ArrayList<>();
    groups
        .grouped()
        .blocks()
        .forEach(
            block ->
                ProfileBlock.users(block, id -> id.endsWith("7"))
                    .forEach(user -> ids.add(user.id())));

    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            expected.keySet().stream().filter(id -> id.endsWith("7")).toList());
  }
}
