package io.longshore.api;

/** Receives the events of the audit log. Thread-safe; never blocks. */
public interface AuditSink {

  /** Records nothing. */
  AuditSink NONE =
      new AuditSink() {
        @Override
        public boolean wants(String operation) {
          return false;
        }

        @Override
        public boolean isOpen() {
          return true;
        }

        @Override
        public void record(AuditEvent event) {}

        @Override
        public void refused(AuditEvent event) {}
      };

  /** Whether calls of an operation are audited. */
  boolean wants(String operation);

  /** False while no more events can be recorded: audited calls must then be refused. */
  boolean isOpen();

  /** Records an event. */
  void record(AuditEvent event);

  /**
   * Records the refusal of an unauthenticated request; refusals are aggregated into fewer events.
   */
  void refused(AuditEvent event);
}
