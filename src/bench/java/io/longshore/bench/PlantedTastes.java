package io.longshore.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A generated population whose tastes are known: users' items, as numbers from 0 on.
 *
 * @param users each one's items, ascending
 * @param wanted whether a user is of the seed's taste
 * @param seed who is in it
 * @param size of the audience that is asked for
 */
record PlantedTastes(
    String name, int items, int[][] users, boolean[] wanted, List<Integer> seed, int size) {

  /**
   * How a population is generated.
   *
   * @param tastes how many, of equally many items and users; the seed's is the first
   * @param fewest items that a user takes, and the {@code most}; few users take many
   * @param noise the share of items that are taken for no taste, but for being popular with all
   * @param skew of popularity: the exponent of Zipf's law
   * @param strangers the share of the seed that is not of its taste
   * @param mixed whether a third of a user's taste is another one
   */
  record Recipe(
      int users,
      int items,
      int tastes,
      int fewest,
      int most,
      double noise,
      double skew,
      int seed,
      double strangers,
      boolean mixed,
      int size) {}

  static PlantedTastes of(String name, Recipe recipe) {
    SplittableRandom random = new SplittableRandom(7);
    double[] inTaste = zipf(recipe.items() / recipe.tastes(), recipe.skew());
    double[] inAll = zipf(recipe.items(), recipe.skew());
    int[] ofTaste = shuffled(recipe.items(), 1);
    int[] byFame = shuffled(recipe.items(), 2);
    int[][] users = new int[recipe.users()][];
    boolean[] wanted = new boolean[recipe.users()];
    for (int user = 0; user < users.length; user++) {
      int first = user % recipe.tastes();
      int second = recipe.mixed() ? random.nextInt(recipe.tastes()) : first;
      wanted[user] = first == 0;
      double most = Math.pow(random.nextDouble(), 2);
      int count = recipe.fewest() + (int) ((recipe.most() - recipe.fewest()) * most);
      TreeSet<Integer> items = new TreeSet<>();
      for (int n = 0; n < count; n++) {
        int taste = random.nextDouble() < 0.65 ? first : second;
        items.add(
            random.nextDouble() < recipe.noise()
                ? byFame[draw(random, inAll)]
                : ofTaste[taste * inTaste.length + draw(random, inTaste)]);
      }
      users[user] = items.stream().mapToInt(item -> item).toArray();
    }
    return new PlantedTastes(
        name, recipe.items(), users, wanted, seed(recipe, wanted), recipe.size());
  }

  private static List<Integer> seed(Recipe recipe, boolean[] wanted) {
    List<Integer> in = new ArrayList<>();
    List<Integer> out = new ArrayList<>();
    for (int user = 0; user < wanted.length; user++) {
      (wanted[user] ? in : out).add(user);
    }
    Collections.shuffle(in, new Random(3));
    Collections.shuffle(out, new Random(4));
    int strangers = (int) (recipe.seed() * recipe.strangers());
    List<Integer> seed = new ArrayList<>(out.subList(0, strangers));
    seed.addAll(in.subList(0, recipe.seed() - strangers));
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
