package io.longshore.service.pinpoint.job.load;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/** Staged rows that are refused at publication: all are counted, and the first ones reported. */
final class PublishRejections {

  static final int MOST_TOLD = 100;

  /** A refused row; {@code place} is its position in the import. */
  private record Refused(UUID load, long place, String reason) {}

  private final PriorityQueue<Refused> first =
      new PriorityQueue<>(Comparator.comparingLong(Refused::place).reversed());
  private long count;

  void add(UUID load, long place, String reason) {
    count++;
    tell(load, place, reason);
  }

  /** Counts refused rows, of which some are reported. */
  void count(long more) {
    count += more;
  }

  /** Reports the reason of a row without counting it. */
  void tell(UUID load, long place, String reason) {
    first.add(new Refused(load, place, reason));
    if (first.size() > MOST_TOLD) {
      first.remove();
    }
  }

  long count() {
    return count;
  }

  /**
   * The first reports in the order of the rows.
   *
   * @param files the file of each load
   * @param other the name for rows of unknown files
   */
  List<String> told(Map<UUID, String> files, String other) {
    return first.stream()
        .sorted(Comparator.comparingLong(Refused::place))
        .map(
            each ->
                told(each, each.load() == null ? other : files.getOrDefault(each.load(), other)))
        .toList();
  }

  private static String told(Refused refused, String file) {
    long line = refused.place() % ImportFileTask.PLACES_A_FILE;
    return file + (line == 0 ? "" : " line " + line) + ": " + refused.reason();
  }
}
