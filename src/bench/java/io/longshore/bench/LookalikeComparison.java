package io.longshore.bench;

import io.longshore.bench.PlantedTastes.Recipe;
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
 * Methods of finding users who are like a seed, on generated populations whose tastes are known:
 * the share of an audience that is of the seed's taste. {@code mvn -P bench -DskipTests
 * -Dbench.main=io.longshore.bench.LookalikeComparison verify}
 */
public final class LookalikeComparison {

  private static final List<PlantedTastes> POPULATIONS =
      List.of(
          PlantedTastes.of(
              "popular: 70 % noise",
              new Recipe(20_000, 5000, 10, 8, 24, 0.7, 1.0, 100, 0, false, 1500)),
          PlantedTastes.of(
              "sparse: few items, seed of 60",
              new Recipe(30_000, 30_000, 20, 4, 16, 0.6, 0.8, 60, 0, false, 1000)),
          PlantedTastes.of(
              "mixed: second tastes, 20 % of the seed wrong",
              new Recipe(20_000, 4000, 8, 8, 80, 0.5, 1.0, 100, 0.2, true, 1500)));

  private LookalikeComparison() {}

  public static void main(String[] args) {
    for (PlantedTastes population : POPULATIONS) {
      say("%s", population.name());
      tell("random", population, LookalikeComparison::random);
      tell("popularity", population, LookalikeComparison::popularity);
      tell("TF-IDF, cosine with the seed's centroid", population, LookalikeComparison::tfIdf);
      tell("log-odds", population, it -> logOdds(it, false));
      tell("log-odds and followers (ours)", population, it -> logOdds(it, true));
      tell("matrix factorisation, 16 factors", population, it -> factors(it, 16));
      tell("matrix factorisation, 32 factors", population, it -> factors(it, 32));
    }
  }

  private static void tell(
      String method, PlantedTastes population, Function<PlantedTastes, double[]> scores) {
    long began = System.nanoTime();
    double[] found = scores.apply(population);
    say(
        "  %-42s %.3f in %.1f s",
        method, precision(population, found), (System.nanoTime() - began) / 1e9);
  }

  private static double precision(PlantedTastes population, double[] scores) {
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

  private static double[] random(PlantedTastes population) {
    return IntStream.range(0, population.users().length)
        .mapToDouble(user -> StableHash.of("user-" + user))
        .toArray();
  }

  private static int[] fame(PlantedTastes population) {
    int[] users = new int[population.items()];
    Arrays.stream(population.users()).flatMapToInt(Arrays::stream).forEach(item -> users[item]++);
    return users;
  }

  private static double[] popularity(PlantedTastes population) {
    int[] fame = fame(population);
    return Arrays.stream(population.users())
        .mapToDouble(items -> Arrays.stream(items).map(item -> fame[item]).sum())
        .toArray();
  }

  private static double[] tfIdf(PlantedTastes population) {
    int[] fame = fame(population);
    double all = population.users().length;
    double[] idf =
        Arrays.stream(fame).mapToDouble(users -> users < 2 ? 0 : Math.log(all / users)).toArray();
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

  private static double[] logOdds(PlantedTastes population, boolean withFollowers) {
    int[] fame = fame(population);
    ItemCounts items = new ItemCounts(fame.length);
    for (int item = 0; item < fame.length; item++) {
      if (fame[item] > 1) {
        items.add(hash(item), fame[item]);
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

  private static double[] factors(PlantedTastes population, int factors) {
    double[][] users = new Factorisation(factors).users(population.users(), population.items());
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

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
