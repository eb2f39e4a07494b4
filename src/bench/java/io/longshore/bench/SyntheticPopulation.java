package io.longshore.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A generated population with known tastes: the items of each user, as numbers from 0.
 *
 * @param users the items of each user, ascending
 * @param wanted whether a user has the seed's taste
 * @param seed the users in the seed
 * @param size of the requested audience
 */
record SyntheticPopulation(
    String name, int items, int[][] users, boolean[] wanted, List<Integer> seed, int size) {

  /**
   * Parameters of a generated population.
   *
   * @param tastes the number of tastes, with equal numbers of items and users; the seed's is the
   *     first
   * @param fewest the least items of a user; at most {@code most}, and few users have many
   * @param noise the share of items that are chosen by popularity and not by taste
   * @param skew of the popularity: the exponent of Zipf's law
   * @param withoutTaste the share of the seed without the taste
   * @param mixed whether a third of a user's taste is a second taste
   */
  record Parameters(
      int users,
      int items,
      int tastes,
      int fewest,
      int most,
      double noise,
      double skew,
      int seed,
      double withoutTaste,
      boolean mixed,
      int size) {}

  static SyntheticPopulation of(String name, Parameters parameters) {
    SplittableRandom random = new SplittableRandom(7);
    double[] inTaste = zipf(parameters.items() / parameters.tastes(), parameters.skew());
    double[] inAll = zipf(parameters.items(), parameters.skew());
    int[] ofTaste = shuffled(parameters.items(), 1);
    int[] byPopularity = shuffled(parameters.items(), 2);
    int[][] users = new int[parameters.users()][];
    boolean[] wanted = new boolean[parameters.users()];
    for (int user = 0; user < users.length; user++) {
      int first = user % parameters.tastes();
      int second = parameters.mixed() ? random.nextInt(parameters.tastes()) : first;
      wanted[user] = first == 0;
      double most = Math.pow(random.nextDouble(), 2);
      int count = parameters.fewest() + (int) ((parameters.most() - parameters.fewest()) * most);
      TreeSet<Integer> items = new TreeSet<>();
      for (int n = 0; n < count; n++) {
        int taste = random.nextDouble() < 0.65 ? first : second;
        items.add(
            random.nextDouble() < parameters.noise()
                ? byPopularity[draw(random, inAll)]
                : ofTaste[taste * inTaste.length + draw(random, inTaste)]);
      }
      users[user] = items.stream().mapToInt(item -> item).toArray();
    }
    return new SyntheticPopulation(
        name, parameters.items(), users, wanted, seed(parameters, wanted), parameters.size());
  }

  private static List<Integer> seed(Parameters parameters, boolean[] wanted) {
    List<Integer> in = new ArrayList<>();
    List<Integer> out = new ArrayList<>();
    for (int user = 0; user < wanted.length; user++) {
      (wanted[user] ? in : out).add(user);
    }
    Collections.shuffle(in, new Random(3));
    Collections.shuffle(out, new Random(4));
    int withoutTaste = (int) (parameters.seed() * parameters.withoutTaste());
    List<Integer> seed = new ArrayList<>(out.subList(0, withoutTaste));
    seed.addAll(in.subList(0, parameters.seed() - withoutTaste));
    return seed;
  }

  private static double[] zipf(int count, double skew) {
    double[] sums = new double[count];
    double sum = 0;
    for (int rank = 0; rank < count; rank++) {
      sum += Math.pow(rank + 1.0, -skew);
      sums[rank] = sum;
    }
    return sums;
  }

  private static int draw(SplittableRandom random, double[] sums) {
    double at = random.nextDouble() * sums[sums.length - 1];
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (sums[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int[] shuffled(int count, long start) {
    SplittableRandom random = new SplittableRandom(start);
    int[] order = new int[count];
    for (int at = 0; at < count; at++) {
      int other = random.nextInt(at + 1);
      order[at] = order[other];
      order[other] = at;
    }
    return order;
  }
}
