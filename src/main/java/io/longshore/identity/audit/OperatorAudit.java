package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import io.longshore.identity.audit.AuditChain.Link;
import io.longshore.identity.key.ServerKeys;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Records operators' commands in the audit log, in the transaction of the change itself, so that
 * there is no change without its event. Each event is a closed chain of its own.
 */
public final class OperatorAudit {

  private static final String OPERATOR = "operator";
  private static final String DONE = "200";

  private final Optional<byte[]> key;
  private final InstantSource clock;
  private final String source;

  private OperatorAudit(Optional<byte[]> key, InstantSource clock, String source) {
    this.key = key;
    this.clock = clock;
    this.source = source;
  }

  /**
   * @param source the user and host that run the command
   */
  public static OperatorAudit of(ServerKeys keys, InstantSource clock, String source) {
    return new OperatorAudit(Optional.of(keys.of(AuditVerifier.PURPOSE).get(0)), clock, source);
  }

  /** Records nothing. */
  public static OperatorAudit none() {
    return new OperatorAudit(Optional.empty(), InstantSource.system(), "");
  }

  /** Records a successful change. */
  public Future<Void> record(
      Transaction transaction, String account, String operation, String resource) {
    return key.map(
            auditKey -> record(new AuditStore(transaction), auditKey, account, operation, resource))
        .orElse(Future.succeededFuture());
  }

  private Future<Void> record(
      AuditStore store, byte[] auditKey, String account, String operation, String resource) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String id = UUID.randomUUID().toString();
    AuditEvent event =
        new AuditEvent(now, account, OPERATOR, operation, resource, source, DONE, id);
    return store
        .latest()
        .compose(
            previous -> {
              AuditChain empty = AuditChain.opened(auditKey, UUID.randomUUID(), previous, now);
              List<Link> links = empty.links(auditKey, List.of(event));
              AuditChain closed = empty.with(links, now).closed(now);
              return store
                  .open(empty, empty.head(auditKey))
                  .compose(opened -> store.append(empty, closed, closed.head(auditKey), links));
            })
        .compose(
            stored ->
                stored
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException("The audit event could not be stored")));
  }
}
