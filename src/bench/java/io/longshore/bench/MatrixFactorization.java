package io.longshore.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Matrix factorization of implicit feedback by alternating least squares, the method that log-odds
 * are compared with. Source: Hu, Koren, Volinsky, "Collaborative Filtering for Implicit Feedback
 * Datasets", 2008.
 */
final class MatrixFactorization {

  private static final int ROUNDS = 8;
  private static final double CONFIDENCE = 20;
  private static final double REGULARISATION = 1;

  private final int factors;

  MatrixFactorization(int factors) {
    this.factors = factors;
  }

  /** The factors of each user. */
  double[][] users(int[][] users, int items) {
    double[][] ofUsers = new double[users.length][factors];
    double[][] ofItems = new double[items][factors];
    SplittableRandom random = new SplittableRandom(1);
    for (double[] item : ofItems) {
      Arrays.setAll(item, at -> (random.nextDouble() - 0.5) * 0.2);
    }
    int[][] usersOfItems = turned(users, items);
    for (int round = 0; round < ROUNDS; round++) {
      solve(users, ofItems, ofUsers);
      solve(usersOfItems, ofUsers, ofItems);
    }
    solve(users, ofItems, ofUsers);
    return ofUsers;
  }

  private static int[][] turned(int[][] users, int items) {
    int[] counts = new int[items];
    for (int[] user : users) {
      for (int item : user) {
        counts[item]++;
      }
    }
    int[][] turned = new int[items][];
    Arrays.setAll(turned, item -> new int[counts[item]]);
    for (int user = 0; user < users.length; user++) {
      for (int item : users[user]) {
        turned[item][--counts[item]] = user;
      }
    }
    return turned;
  }

  private void solve(int[][] rows, double[][] fixed, double[][] wanted) {
    double[][] gram = new double[factors][factors];
    for (double[] one : fixed) {
      addOuter(gram, one, 1);
    }
    for (int row = 0; row < rows.length; row++) {
      double[][] left = new double[factors][];
      for (int a = 0; a < factors; a++) {
        left[a] = gram[a].clone();
        left[a][a] += REGULARISATION;
      }
      double[] right = new double[factors];
      for (int other : rows[row]) {
        addOuter(left, fixed[other], CONFIDENCE);
        for (int a = 0; a < factors; a++) {
          right[a] += (1 + CONFIDENCE) * fixed[other][a];
        }
      }
      wanted[row] = cholesky(left, right);
    }
  }

  private void addOuter(double[][] sum, double[] vector, double times) {
    for (int a = 0; a < factors; a++) {
      for (int b = 0; b <= a; b++) {
        sum[a][b] += times * vector[a] * vector[b];
      }
    }
  }

  private double[] cholesky(double[][] left, double[] right) {
    for (int a = 0; a < factors; a++) {
      for (int b = 0; b <= a; b++) {
        double rest = left[a][b];
        for (int c = 0; c < b; c++) {
          rest -= left[a][c] * left[b][c];
        }
        left[a][b] = a == b ? Math.sqrt(rest) : rest / left[b][b];
      }
    }
    for (int a = 0; a < factors; a++) {
      for (int b = 0; b < a; b++) {
        right[a] -= left[a][b] * right[b];
      }
      right[a] /= left[a][a];
    }
    for (int a = factors - 1; a >= 0; a--) {
      for (int b = a + 1; b < factors; b++) {
        right[a] -= left[b][a] * right[b];
      }
      right[a] /= left[a][a];
    }
    return right;
  }
}
