package io.longshore.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.AuditEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuditQueueTest {

  private static final AuditEvent EVENT =
      new AuditEvent(Instant.EPOCH, "1", "k", "pinpoint.CreateApp", "*", "::1", "200", "r");

  @Test
  void changes_are_audited_and_reads_only_when_configured() {
    AuditQueue changes = new AuditQueue(false);
    assertThat(changes.wants("pinpoint.CreateApp")).isTrue();
    assertThat(changes.wants("personalize.PutItems")).isTrue();
    assertThat(changes.wants("dataexchange.SendApiAsset")).isTrue();
    assertThat(changes.wants("pinpoint.GetApp")).isFalse();
    assertThat(changes.wants("dataexchange.ListJobs")).isFalse();
    assertThat(changes.wants("personalize.DescribeDataset")).isFalse();
    assertThat(new AuditQueue(true).wants("pinpoint.GetApp")).isTrue();
  }

  @Test
  void a_full_queue_is_closed_until_events_are_stored() {
    AuditQueue queue = new AuditQueue(true);
    for (int i = 0; i < 10_000; i++) {
      assertThat(queue.isOpen()).isTrue();
      queue.record(EVENT);
    }
    assertThat(queue.isOpen()).isFalse();
    assertThat(queue.take(1000)).hasSize(1000);
    assertThat(queue.isOpen()).as("taken is not written").isFalse();
    queue.stored(1000);
    assertThat(queue.isOpen()).isTrue();
    assertThat(queue.waiting()).isEqualTo(9000);
  }
}
