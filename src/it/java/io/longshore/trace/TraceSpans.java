package io.longshore.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.trace.TraceReceiver.Received;
import java.util.List;
import java.util.function.Predicate;

/** Finds spans among those of a trace. */
final class TraceSpans {

  private TraceSpans() {}

  static Predicate<List<Received>> has(Predicate<Received> span) {
    return spans -> spans.stream().anyMatch(span);
  }

  static Received only(List<Received> spans, String name) {
    List<Received> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  static List<String> below(List<Received> spans, Received parent) {
    return spans.stream()
        .filter(span -> span.parent().equals(parent.id()))
        .map(Received::name)
        .toList();
  }
}
