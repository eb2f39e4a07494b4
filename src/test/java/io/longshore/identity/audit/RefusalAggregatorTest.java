package io.longshore.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalAggregatorTest {

  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  private final RefusalAggregator refusals = new RefusalAggregator();

  private static AuditEvent refused(String source, String key, String outcome) {
    return new AuditEvent(
        NOW, "unknown", key, "edge.Authenticate", "GET /v1/apps", source, outcome, "r");
  }

  @Test
  void the_first_refusal_is_an_event_at_once_and_further_ones_are_counted() {
    AuditEvent first = refused("10.0.0.1", "AKIDA", "403 InvalidSignatureException");

    assertThat(refusals.add(first, true)).contains(first);
    assertThat(refusals.add(first, true)).isEmpty();
    assertThat(refusals.add(first, true)).isEmpty();
    assertThat(refusals.count(NOW.plusSeconds(300)))
        .containsExactly(
            new AuditEvent(
                NOW.plusSeconds(300),
                "unknown",
                "AKIDA",
                "edge.Authenticate",
                "2 requests",
                "10.0.0.1",
                "403 InvalidSignatureException",
                "r"));
    assertThat(refusals.count(NOW)).isEmpty();
    assertThat(refusals.add(first, true)).as("a new beginning").contains(first);
  }

  @Test
  void a_source_that_tries_several_keys_is_recorded_with_several() {
    refusals.add(refused("10.0.0.1", "AKIDA", "403 X"), true);
    refusals.add(refused("10.0.0.1", "AKIDB", "403 X"), true);

    assertThat(refusals.count(NOW)).extracting(AuditEvent::accessKey).containsExactly("several");
  }

  @Test
  void refusals_while_the_queue_is_full_are_counted_for_later() {
    AuditEvent first = refused("10.0.0.1", "AKIDA", "403 X");

    assertThat(refusals.add(first, false)).isEmpty();
    assertThat(refusals.add(first, true)).isEmpty();
    assertThat(refusals.count(NOW)).extracting(AuditEvent::resource).containsExactly("2 requests");
  }

  @Test
  void refusals_from_many_addresses_result_in_few_events() {
    List<String> outcomes = List.of("403 A", "403 B", "400 C");
    long atOnce =
        IntStream.range(0, 100_000)
            .mapToObj(i -> refused("source" + i / 2, "k", outcomes.get(i % 3)))
            .map(event -> refusals.add(event, true))
            .filter(Optional::isPresent)
            .count();
    List<AuditEvent> counted = refusals.count(NOW);

    assertThat(atOnce).isLessThanOrEqualTo(RefusalAggregator.MAX_KINDS + outcomes.size());
    assertThat(counted).hasSizeLessThanOrEqualTo(RefusalAggregator.MAX_KINDS + outcomes.size());
    assertThat(
            atOnce
                + counted.stream()
                    .mapToLong(event -> Long.parseLong(event.resource().split(" ")[0]))
                    .sum())
        .isEqualTo(100_000);
    assertThat(counted).extracting(AuditEvent::source).contains("others");
  }
}
