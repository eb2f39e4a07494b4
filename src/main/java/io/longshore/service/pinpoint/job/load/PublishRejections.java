package io.longshore.service.pinpoint.job.load;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/** Rows that waited and were not taken after all: all are counted, and the first are told. */
final class PublishRejections {

  static final int MOST_TOLD = 100;

  /** One of them; {@code place} says where it stands in the import. */
  private record Refused(UUID load, long place, String reason) {}

  private final PriorityQueue<Refused> first =
      new PriorityQueue<>(Comparator.comparingLong(Refused::place).reversed());
  private long count;

  void add(UUID load, long place, String reason) {
    count++;
    tell(load, place, reason);
  }

  /** More rows that were not taken, of which some are told. */
  void count(long more) {
    count += more;
  }

  /** Says why, and counts nothing. */
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
   * The first of them in their order.
   *
   * @param files which load is of which file
   * @param other what to name where no file is known
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
