package io.longshore.engine.history;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast a job runs.
 *
 * @param rowsPerSecond of all running pieces over the last seconds; empty if none runs or none has
 *     reported rows lately
 * @param bytesPerSecond the same for the bytes of the objects that pieces write
 * @param remaining an estimate of the time until the last piece is done; empty if it is not known
 */
public record JobThroughput(
    Optional<Double> rowsPerSecond, Optional<Double> bytesPerSecond, Optional<Duration> remaining) {

  /** Of a job that does not run. */
  public static final JobThroughput NONE =
      new JobThroughput(Optional.empty(), Optional.empty(), Optional.empty());

  /** From fewer pieces the size of the others is not estimated. */
  private static final double LEAST_DONE = 0.1;

  private static final double LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

  /**
   * What the tasks of a job tell about its pace.
   *
   * @param pieces all pieces of the job
   * @param done those that are done
   * @param doneRows the rows of the pieces that are done
   * @param runningRows the rows of the others until now
   * @param rowsPerSecond null if it is not known
   * @param bytesPerSecond null if it is not known
   */
  record Sums(
      long pieces,
      long done,
      long doneRows,
      long runningRows,
      Double rowsPerSecond,
      Double bytesPerSecond) {}

  static JobThroughput of(Sums sums) {
    Optional<Double> pace = Optional.ofNullable(sums.rowsPerSecond());
    return new JobThroughput(
        pace,
        Optional.ofNullable(sums.bytesPerSecond()),
        pace.filter(p -> p > 0).flatMap(p -> remaining(sums, p)));
  }

  /** As if the other pieces had as many rows as those that are done. */
  private static Optional<Duration> remaining(Sums sums, double pace) {
    if (sums.done() == 0 || sums.done() < LEAST_DONE * sums.pieces()) {
      return Optional.empty();
    }
    double left =
        (double) sums.doneRows() / sums.done() * (sums.pieces() - sums.done()) - sums.runningRows();
    double seconds = left / pace;
    return left > 0 && seconds < LONGEST_SECONDS
        ? Optional.of(Duration.ofMillis((long) (seconds * 1000)))
        : Optional.empty();
  }
}
