package io.longshore.bench;

import io.longshore.bench.SyntheticPopulation.Parameters;
import io.longshore.service.cleanroomsml.lookalike.ItemCounts;
import io.longshore.service.cleanroomsml.lookalike.LogOddsWeights;
import io.longshore.service.cleanroomsml.lookalike.SeedProfile;
import io.longshore.service.cleanroomsml.lookalike.StableHash;
import io.longshore.service.cleanroomsml.lookalike.TopUsers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares methods of finding users who resemble a seed, on generated populations with known
 * tastes: the share of an audience that has the seed's taste.
 *
 * <p>{@code mvn -P bench -DskipTests -Dbench.main=io.longshore.bench.LookalikeComparison verify}
 */
public final class LookalikeComparison {

  private static final List<SyntheticPopulation> POPULATIONS =
      List.of(
          SyntheticPopulation.of(
              "popular: 70 % noise",
              new Parameters(20_000, 5000, 10, 8, 24, 0.7, 1.0, 100, 0, false, 1500)),
          SyntheticPopulation.of(
              "sparse: few items, seed of 60",
              new Parameters(30_000, 30_000, 20, 4, 16, 0.6, 0.8, 60, 0, false, 1000)),
          SyntheticPopulation.of(
              "mixed: second tastes, 20 % of the seed wrong",
              new Parameters(20_000, 4000, 8, 8, 80, 0.5, 1.0, 100, 0.2, true, 1500)));

  private LookalikeComparison() {}

  public static void main(String[] args) {
    for (SyntheticPopulation population : POPULATIONS) {
      print("%s", population.name());
      printPrecision("random", population, LookalikeComparison::random);
      printPrecision("popularity", population, LookalikeComparison::popularity);
      printPrecision(
          "TF-IDF, cosine with the seed's centroid", population, LookalikeComparison::tfIdf);
      printPrecision("log-odds", population, it -> logOdds(it, false));
      printPrecision("log-odds and followers (Longshore)", population, it -> logOdds(it, true));
      printPrecision("matrix factorisation, 16 factors", population, it -> factors(it, 16));
      printPrecision("matrix factorisation, 32 factors", population, it -> factors(it, 32));
    }
  }

  private static void printPrecision(
      String method,
      SyntheticPopulation population,
      Function<SyntheticPopulation, double[]> scores) {
    long began = System.nanoTime();
    double[] found = scores.apply(population);
    print(
        "  %-42s %.3f in %.1f s",
        method, precision(population, found), (System.nanoTime() - began) / 1e9);
  }

  private static double precision(SyntheticPopulation population, double[] scores) {
    Set<Integer> seed = new HashSet<>(population.seed());
    long right =
        IntStream.range(0, scores.length)
            .filter(user -> !seed.contains(user))
            .boxed()
            .sorted((a, b) -> Double.compare(scores[b], scores[a]))
            .limit(population.size())
            .filter(user -> population.wanted()[user])
            .count();
    return (double) right / population.size();
  }

  private static double[] random(SyntheticPopulation population) {
    return IntStream.range(0, population.users().length)
        .mapToDouble(user -> StableHash.of("user-" + user))
        .toArray();
  }

  private static int[] popularityOfItems(SyntheticPopulation population) {
    int[] users = new int[population.items()];
    Arrays.stream(population.users()).flatMapToInt(Arrays::stream).forEach(item -> users[item]++);
    return users;
  }

  private static double[] popularity(SyntheticPopulation population) {
    int[] popularityOfItems = popularityOfItems(population);
    return Arrays.stream(population.users())
        .mapToDouble(items -> Arrays.stream(items).map(item -> popularityOfItems[item]).sum())
        .toArray();
  }

  private static double[] tfIdf(SyntheticPopulation population) {
    int[] popularityOfItems = popularityOfItems(population);
    double all = population.users().length;
    double[] idf =
        Arrays.stream(popularityOfItems)
            .mapToDouble(users -> users < 2 ? 0 : Math.log(all / users))
            .toArray();
    double[] centroid = new double[idf.length];
    for (int user : population.seed()) {
      int[] items = population.users()[user];
      double length = length(items, idf);
      Arrays.stream(items).forEach(item -> centroid[item] += idf[item] / length);
    }
    return Arrays.stream(population.users())
        .mapToDouble(
            items ->
                Arrays.stream(items).mapToDouble(item -> centroid[item] * idf[item]).sum()
                    / length(items, idf))
        .toArray();
  }

  private static double length(int[] items, double[] idf) {
    double squares = Arrays.stream(items).mapToDouble(item -> idf[item] * idf[item]).sum();
    return Math.sqrt(squares) + 1e-9;
  }

  private static double[] logOdds(SyntheticPopulation population, boolean withFollowers) {
    int[] popularityOfItems = popularityOfItems(population);
    ItemCounts items = new ItemCounts(popularityOfItems.length);
    for (int item = 0; item < popularityOfItems.length; item++) {
      if (popularityOfItems[item] > 1) {
        items.add(hash(item), popularityOfItems[item]);
      }
    }
    long[][] users =
        Arrays.stream(population.users())
            .map(own -> Arrays.stream(own).mapToLong(LookalikeComparison::hash).sorted().toArray())
            .toArray(long[][]::new);
    SeedProfile crowd = new SeedProfile(items);
    population.seed().forEach(user -> crowd.add(users[user], SeedProfile.WHOLE));
    if (withFollowers) {
      LogOddsWeights first = crowd.weights(users.length);
      TopUsers followers = new TopUsers(population.seed().size(), users.length);
      Set<Integer> seed = new HashSet<>(population.seed());
      for (int user = 0; user < users.length; user++) {
        if (!seed.contains(user)) {
          followers.offer(Integer.toString(user), first.score(users[user]));
        }
      }
      followers.ids().forEach(id -> crowd.add(users[Integer.parseInt(id)], SeedProfile.HALF));
    }
    LogOddsWeights weights = crowd.weights(users.length);
    return Arrays.stream(users).mapToDouble(weights::score).toArray();
  }

  private static long hash(int item) {
    return StableHash.of("item-" + item);
  }

  private static double[] factors(SyntheticPopulation population, int factors) {
    double[][] users =
        new MatrixFactorization(factors).users(population.users(), population.items());
    double[] mean = new double[factors];
    for (double[] user : users) {
      Arrays.setAll(mean, at -> mean[at] + user[at] / users.length);
    }
    for (double[] user : users) {
      Arrays.setAll(user, at -> user[at] - mean[at]);
      double length = Math.sqrt(Arrays.stream(user).map(value -> value * value).sum()) + 1e-9;
      Arrays.setAll(user, at -> user[at] / length);
    }
    double[] centroid = new double[factors];
    for (int user : population.seed()) {
      Arrays.setAll(centroid, at -> centroid[at] + users[user][at]);
    }
    return Arrays.stream(users)
        .mapToDouble(
            user -> IntStream.range(0, factors).mapToDouble(at -> user[at] * centroid[at]).sum())
        .toArray();
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
