package io.longshore.service.personalize.record;

import io.longshore.job.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Values of optional columns that could not be parsed. While they are few they count as missing and
 * are reported; AWS's recorded imports end ACTIVE with such values.
 */
public final class UnparsedValues {

  /** One of so many rows may have such a value; more fail the import. */
  private static final int ROWS_FOR_ONE = 100;

  private static final int SHOWN = 5;

  private final List<String> first = new ArrayList<>();
  private long rows;
  private long lastLine;

  void add(long line, String fault) {
    rows += line == lastLine ? 0 : 1;
    lastLine = line;
    if (first.size() < SHOWN) {
      first.add("line " + line + ": " + fault);
    }
  }

  /**
   * The outcome of a file's import, which fails when a row does not fit.
   *
   * @param file its S3 URL
   */
  public Outcome verdict(Outcome loaded, String file) {
    if (!(loaded instanceof Outcome.Done done)) {
      return loaded;
    }
    List<String> mine = first.stream().map(fault -> file + " " + fault).toList();
    if (done.rowsFailed() > 0 || rows * ROWS_FOR_ONE > done.rows()) {
      List<String> all = Stream.concat(done.refusals().stream(), mine.stream()).toList();
      long count = done.rowsFailed() + rows;
      String more = count > SHOWN ? ", and so on" : "";
      return new Outcome.Rejected(
          "%d rows do not fit: %s%s"
              .formatted(
                  count, String.join("; ", all.subList(0, Math.min(SHOWN, all.size()))), more));
    }
    if (done.rows() == 0) {
      return new Outcome.Done(0, 0, List.of(file + " has no row below its header"));
    }
    return rows == 0
        ? loaded
        : new Outcome.Done(
            done.rows(),
            0,
            List.of(
                "%d of %d rows have a value that was left out: %s"
                    .formatted(rows, done.rows(), String.join("; ", mine))));
  }
}
