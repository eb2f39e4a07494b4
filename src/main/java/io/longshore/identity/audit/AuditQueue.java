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

/**
 * What happened and is not yet written. When it is full, calls that would be written are refused.
 */
public final class AuditQueue implements AuditSink {

  static final int MOST = 10_000;
  private static final Pattern READING = Pattern.compile("[a-z]+\\.(Get|List|Describe).*");

  private final boolean reads;
  private final Queue<AuditEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final RefusalAggregator refusals = new RefusalAggregator();

  /**
   * @param reads whether calls that change nothing are written down, too
   */
  public AuditQueue(boolean reads) {
    this.reads = reads;
  }

  @Override
  public boolean wants(String operation) {
    return reads || !READING.matcher(operation).matches();
  }

  @Override
  public boolean isOpen() {
    return size.get() < MOST;
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

  /** Writes down how many were refused since; while there is no room they go on being counted. */
  void countRefusals(Instant now) {
    if (isOpen()) {
      refusals.count(now).forEach(this::record);
    }
  }

  /** The oldest, at most so many. They count as waiting until they are {@link #written}. */
  List<AuditEvent> take(int most) {
    List<AuditEvent> taken = new ArrayList<>();
    while (taken.size() < most) {
      AuditEvent next = events.poll();
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    return taken;
  }

  void written(int count) {
    size.addAndGet(-count);
  }

  int waiting() {
    return size.get();
  }
}
