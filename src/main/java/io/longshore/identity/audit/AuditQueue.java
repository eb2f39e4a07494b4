package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import io.longshore.api.AuditSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The audit events that are not yet stored. While it is full, audited calls are refused. */
public final class AuditQueue implements AuditSink {

  static final int CAPACITY = 10_000;
  private static final Pattern READ_OPERATION = Pattern.compile("[a-z]+\\.(Get|List|Describe).*");

  private final boolean reads;
  private final Queue<AuditEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final RefusalAggregator refusals = new RefusalAggregator();

  /**
   * @param reads whether calls of read operations are audited too
   */
  public AuditQueue(boolean reads) {
    this.reads = reads;
  }

  @Override
  public boolean wants(String operation) {
    return reads || !READ_OPERATION.matcher(operation).matches();
  }

  @Override
  public boolean isOpen() {
    return size.get() < CAPACITY;
  }

  @Override
  public void record(AuditEvent event) {
    events.add(event);
    size.incrementAndGet();
  }

  @Override
  public void refused(AuditEvent event) {
    refusals.add(event, isOpen()).ifPresent(this::record);
  }

  /** Records the counted refusals; while the queue is full they continue to be counted. */
  void countRefusals(Instant now) {
    if (isOpen()) {
      refusals.count(now).forEach(this::record);
    }
  }

  /** Takes the oldest events. They occupy the queue until they are {@link #stored}. */
  List<AuditEvent> take(int max) {
    List<AuditEvent> taken = new ArrayList<>();
    while (taken.size() < max) {
      AuditEvent next = events.poll();
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    return taken;
  }

  void stored(int count) {
    size.addAndGet(-count);
  }

  int waiting() {
    return size.get();
  }
}
