package io.longshore.bench;

import java.util.List;
import java.util.Locale;

/** The median and the range of the rounds of a measurement. */
record RunStatistics(double median, double least, double most) {

  static RunStatistics of(List<Double> rounds) {
    List<Double> sorted = rounds.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new RunStatistics(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, least, most);
  }
}
