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
 * Records changes of keys, by commands or by the operator API, in the audit log, in the transaction
 * of the change itself, so that there is no change without its event. Each event is a closed chain
 * of its own.
 */
public final class OperatorAudit {

  private static final String OPERATOR = "operator";
  private static final String DONE = "200";

  private final Optional<byte[]> key;
  private final InstantSource clock;
  private final Actor actor;

  private OperatorAudit(Optional<byte[]> key, InstantSource clock, Actor actor) {
    this.key = key;
    this.clock = clock;
    this.actor = actor;
  }

  /**
   * Who makes a change.
   *
   * @param accessKey the access key of the call, or a word for those who have none
   * @param source where the change comes from: a user and a host, or the operation of the call
   * @param requestId the id of the call, or of the command
   */
  public record Actor(String accessKey, String source, String requestId) {

    /**
     * Someone who runs a command beside the database.
     *
     * @param source the user and host that run the command
     */
    public static Actor ofCommand(String source) {
      return new Actor(OPERATOR, source, UUID.randomUUID().toString());
    }

    private AuditEvent event(Instant at, String account, String operation, String resource) {
      return new AuditEvent(at, account, accessKey, operation, resource, source, DONE, requestId);
    }
  }

  /** Records changes by that actor. */
  public static OperatorAudit of(ServerKeys keys, InstantSource clock, Actor actor) {
    return new OperatorAudit(Optional.of(keys.of(AuditVerifier.PURPOSE).get(0)), clock, actor);
  }

  /** Records nothing. */
  public static OperatorAudit none() {
    return new OperatorAudit(Optional.empty(), InstantSource.system(), new Actor("", "", ""));
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
    AuditEvent event = actor.event(now, account, operation, resource);
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
