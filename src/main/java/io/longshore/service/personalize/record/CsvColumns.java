package io.longshore.service.personalize.record;

import io.longshore.job.PermanentFailure;
import io.longshore.transfer.dryrun.DryRunColumn;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The positions of a schema's columns in a file's header. Case matters only when two columns differ
 * in nothing else.
 */
public final class CsvColumns {

  private static final int SHOWN = 20;

  private CsvColumns() {}

  /** A position for each name; fails when a name is missing or ambiguous. */
  static int[] of(List<String> names, List<String> header) {
    List<String> missing =
        names.stream().filter(name -> header.stream().noneMatch(name::equalsIgnoreCase)).toList();
    if (!missing.isEmpty()) {
      throw new PermanentFailure(
          "Input CSV is missing the following columns:%s. Its first line must name them, with commas between; it is %s"
              .formatted(missing, shown(header)));
    }
    return names.stream().mapToInt(name -> position(name, header)).toArray();
  }

  /** The columns of a file with the names that the import gives them, as far as it has names. */
  public static List<DryRunColumn> mapped(List<String> names, List<String> header) {
    return header.stream()
        .map(
            column ->
                new DryRunColumn(
                    column,
                    names.stream()
                        .filter(column::equalsIgnoreCase)
                        .max(Comparator.comparing(column::equals))))
        .toList();
  }

  private static int position(String name, List<String> header) {
    List<Integer> exact = positions(header, name::equals);
    List<Integer> found = exact.isEmpty() ? positions(header, name::equalsIgnoreCase) : exact;
    if (found.size() > 1) {
      throw new PermanentFailure("Input CSV has a column twice: " + shown(header));
    }
    return found.get(0);
  }

  private static List<Integer> positions(List<String> header, Predicate<String> is) {
    return IntStream.range(0, header.size()).filter(at -> is.test(header.get(at))).boxed().toList();
  }

  private static List<String> shown(List<String> header) {
    return header.subList(0, Math.min(SHOWN, header.size()));
  }
}
