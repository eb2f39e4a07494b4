package io.longshore.engine.failure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The failures of a job as its owner sees them: first the reasons of the failure, then what the
 * rollback left. Each sentence appears once.
 */
public record FailureMessage(List<String> all) {

  /** A CHECK of the table allows no more. */
  private static final int MAX = 100;

  /** So many places are reserved for what the rollback left; the job's tasks name the rest. */
  public static final int NAMED = 50;

  private static final String ROLLBACK_PROBLEM = "The job's outputs are still being rolled back: ";

  public FailureMessage {
    all = List.copyOf(all);
  }

  /** Adds reasons behind the others, up to the limit. */
  public FailureMessage with(List<String> reasons) {
    return of(Stream.of(reasons(), reasons, rollbackProblem().stream().toList()), List.of());
  }

  /** Replaces the reason why the rollback has not ended yet. */
  public FailureMessage withRollbackProblem(String reason) {
    return of(Stream.of(reasons()), List.of(ROLLBACK_PROBLEM + reason));
  }

  /**
   * Adds what the rollback left; the rollback has ended.
   *
   * @param left the first sentences, at most {@link #NAMED}
   * @param more how many others there are
   */
  public FailureMessage withLeft(List<String> left, long more) {
    List<String> last = new ArrayList<>(left);
    if (more > 0) {
      last.add("%d more objects were left, which the job's tasks name".formatted(more));
    }
    return of(Stream.of(reasons()), last);
  }

  private List<String> reasons() {
    return all.stream().filter(reason -> !reason.startsWith(ROLLBACK_PROBLEM)).toList();
  }

  private Optional<String> rollbackProblem() {
    return all.stream().filter(reason -> reason.startsWith(ROLLBACK_PROBLEM)).findFirst();
  }

  private static FailureMessage of(Stream<List<String>> reasons, List<String> last) {
    List<String> first =
        new LinkedHashSet<>(reasons.flatMap(List::stream).toList())
            .stream().filter(reason -> !last.contains(reason)).limit(MAX - last.size()).toList();
    return new FailureMessage(Stream.concat(first.stream(), last.stream()).toList());
  }
}
