package io.longshore.service.cleanroomsml.lookalike;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The users outside of a seed that are most similar to it, in bounded memory. Counted half, they
 * add items that the seed happens not to have: one round of pseudo relevance feedback. Source:
 * Manning, Raghavan, Schuetze, "Introduction to Information Retrieval", 9.1.6.
 */
public final class TopUsers {

  private static final int A_SEED_USER = 5;
  private static final int OF_ALL = 20;
  private static final int MOST = 20_000;

  /** Best first; of equal scores the lesser id, so that the choice does not depend on the order. */
  private static final Comparator<User> BEST =
      Comparator.comparingLong(User::score).reversed().thenComparing(User::id);

  /** A user with a score. */
  public record User(String id, long score) {}

  private final int most;
  private volatile long least; // lower scores are not among the best
  private final PriorityQueue<User> worstFirst = new PriorityQueue<>(BEST.reversed());

  /**
   * @param seed the number of the seed's users
   * @param population the number of the model's users
   */
  public TopUsers(long seed, long population) {
    this.most = (int) Math.min(MOST, Math.min(seed * A_SEED_USER, population / OF_ALL));
    this.least = most == 0 ? Long.MAX_VALUE : 1;
  }

  /** Whether a user with that score may be among the best. Any thread may ask. */
  public boolean isCandidate(long score) {
    return score >= least;
  }

  /** Considers a user. Users without a positive score are left out. */
  public void offer(String id, long score) {
    offer(new User(id, score));
  }

  public void offer(User user) {
    if (!isCandidate(user.score())) {
      return;
    }
    if (worstFirst.size() < most) {
      worstFirst.add(user);
    } else if (BEST.compare(user, worstFirst.peek()) < 0) {
      worstFirst.poll();
      worstFirst.add(user);
    }
    if (worstFirst.size() == most) {
      least = worstFirst.element().score();
    }
  }

  public List<String> ids() {
    return worstFirst.stream().map(User::id).sorted().toList();
  }
}
