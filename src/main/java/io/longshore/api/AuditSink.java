package io.longshore.api;

/** Where it is written down who did what. Called from any thread; never blocks. */
public interface AuditSink {

  /** Writes nothing down. */
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

  /** Whether calls of this operation are written down. */
  boolean wants(String operation);

  /** False while there is no room for more: such calls must not be let in. */
  boolean isOpen();

  void record(AuditEvent event);

  /** A request whose sender could not be known; however many come, few are written down. */
  void refused(AuditEvent event);
}
