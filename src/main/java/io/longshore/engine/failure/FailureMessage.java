package io.longshore.engine.failure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a job fails and what it leaves, each said once: the reasons first, then what is left. */
public record FailureMessage(List<String> all) {

  /** The table takes no more. */
  private static final int MOST = 100;

  /** Of these the rest of the list is kept free; who wants more asks for the job's tasks. */
  public static final int NAMED = 50;

  private static final String TROUBLE = "What the job made is still being taken back: ";

  public FailureMessage {
    all = List.copyOf(all);
  }

  /** With these reasons behind the others, as far as there is room. */
  FailureMessage with(List<String> reasons) {
    return of(Stream.of(lasting(), reasons, trouble().stream().toList()), List.of());
  }

  /** With what keeps the clean-up from its end, in place of what kept it before. */
  FailureMessage inTrouble(String reason) {
    return of(Stream.of(lasting()), List.of(TROUBLE + reason));
  }

  /**
   * With what stays, now that the clean-up has ended.
   *
   * @param left the first of those sentences, at most {@link #NAMED}
   * @param more how many others there are
   */
  public FailureMessage ended(List<String> left, long more) {
    List<String> last = new ArrayList<>(left);
    if (more > 0) {
      last.add("%d more objects were left, which the job's tasks name".formatted(more));
    }
    return of(Stream.of(lasting()), last);
  }

  private List<String> lasting() {
    return all.stream().filter(reason -> !reason.startsWith(TROUBLE)).toList();
  }

  private Optional<String> trouble() {
    return all.stream().filter(reason -> reason.startsWith(TROUBLE)).findFirst();
  }

  private static FailureMessage of(Stream<List<String>> reasons, List<String> last) {
    List<String> first =
        new LinkedHashSet<>(reasons.flatMap(List::stream).toList())
            .stream().filter(reason -> !last.contains(reason)).limit(MOST - last.size()).toList();
    return new FailureMessage(Stream.concat(first.stream(), last.stream()).toList());
  }
}
