package io.longshore.service.cleanroomsml.generation;

import io.longshore.service.cleanroomsml.model.UserProfile.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the relevance of an audience while its users pass by in their order: the seed's first.
 * The users held out are in memory, which are a fifth of the seed.
 */
final class RelevanceCount {

  private static final int FOUND_AMONG = 5; // a fifth of all users
  private static final Comparator<ScoredUser> BEST_IN_TRIAL =
      (one, other) -> one.isBetterInTrial(other) ? -1 : other.isBetterInTrial(one) ? 1 : 0;

  private final List<ScoredUser> held = new ArrayList<>();
  private final long[] places; // ascending
  private int next; // of the places
  private final Map<Long, Double> sums = new HashMap<>();
  private long[]
      worse; // how many outside are better than a user held out, but not than the one before
  private long users;
  private long outside;
  private long outsideSum;
  private long heldSum;

  /**
   * @param places the numbers of the best users outside of the seed whose scores are added up
   */
  RelevanceCount(List<Long> places) {
    this.places = places.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
  }

  void add(ScoredUser user) {
    users++;
    if (user.isOutside()) {
      addOutside(user);
    } else if (user.part() == Part.HELD) {
      held.add(user);
      heldSum += user.trial();
    }
  }

  private void addOutside(ScoredUser user) {
    startOthers();
    worse[position(user)]++;
    outside++;
    outsideSum += user.trial();
    if (next < places.length && places[next] == outside) {
      sums.put(outside, (double) outsideSum);
      next++;
    }
  }

  /** After the seed. */
  private void startOthers() {
    if (worse == null) {
      held.sort(BEST_IN_TRIAL);
      worse = new long[held.size() + 1];
    }
  }

  /** The position of the best of the users held out that is worse. */
  private int position(ScoredUser user) {
    int from = 0;
    int to = held.size();
    while (from < to) {
      int middle = from + to >>> 1;
      if (user.isBetterInTrial(held.get(middle))) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  RelevanceScores measured() {
    return new RelevanceScores(users, outside, outsideSum, held.size(), heldSum, found());
  }

  private long found() {
    startOthers();
    long others = outside + held.size();
    long last = (others + FOUND_AMONG - 1) / FOUND_AMONG;
    long found = 0;
    long better = 0;
    for (int at = 0; at < held.size(); at++) {
      better += worse[at];
      found += better + at + 1 <= last ? 1 : 0;
    }
    return found;
  }

  /** The sums of the best users' trial scores, by the number of users. */
  Map<Long, Double> sums() {
    sums.put(outside, (double) outsideSum);
    return sums;
  }
}
