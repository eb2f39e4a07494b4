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
 * Writes down what an operator's command does, in the transaction that does it: neither is there
 * without the other. Each is a closed chain of one event.
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
   * @param source who runs the command, and where
   */
  public static OperatorAudit of(ServerKeys keys, InstantSource clock, String source) {
    return new OperatorAudit(Optional.of(keys.of(AuditVerifier.PURPOSE).get(0)), clock, source);
  }

  /** Writes nothing down. */
  public static OperatorAudit none() {
    return new OperatorAudit(Optional.empty(), InstantSource.system(), "");
  }

  public Future<Void> write(
      Transaction transaction, String account, String operation, String resource) {
    return key.map(
            sealing -> write(new AuditStore(transaction), sealing, account, operation, resource))
        .orElse(Future.succeededFuture());
  }

  private Future<Void> write(
      AuditStore store, byte[] sealing, String account, String operation, String resource) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String id = UUID.randomUUID().toString();
    AuditEvent event =
        new AuditEvent(now, account, OPERATOR, operation, resource, source, DONE, id);
    return store
        .latest()
        .compose(
            previous -> {
              AuditChain none = AuditChain.opened(sealing, UUID.randomUUID(), previous, now);
              List<Link> links = none.links(sealing, List.of(event));
              AuditChain whole = none.with(links, now).closed(now);
              return store
                  .open(none, none.head(sealing))
                  .compose(opened -> store.append(none, whole, whole.head(sealing), links));
            })
        .compose(
            written ->
                written
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException("The audit log took no event")));
  }
}
