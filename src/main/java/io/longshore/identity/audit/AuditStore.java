package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import io.longshore.identity.audit.AuditChain.Link;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The tables of the audit log. */
final class AuditStore {

  private static final String LATEST =
      "SELECT id FROM audit_chain ORDER BY opened_at DESC, id LIMIT 1";

  private static final String OPEN =
      """
      INSERT INTO audit_chain (id, previous, opened_at, touched_at, last, head)
      VALUES ($1, $2, $3, $4, $5, $6)""";

  // Inserts the events and updates the chain's head, or neither when the head has changed.
  private static final String APPEND =
      """
      WITH moved AS (
        UPDATE audit_chain
           SET touched_at = $3, closed = $4, length = $5, last = $6, head = $7
         WHERE id = $1 AND length = $2 AND NOT closed AND NOT expired
        RETURNING id)
      INSERT INTO audit_event (chain, seq, at, account, access_key, operation, resource, source,
                               outcome, request_id, hash)
      SELECT moved.id, e.*
        FROM moved,
             unnest($8::bigint[], $9::timestamptz[], $10::text[], $11::text[], $12::text[],
                    $13::text[], $14::text[], $15::text[], $16::text[], $17::bytea[]) AS e""";

  private static final String CLOSE =
      """
      UPDATE audit_chain SET touched_at = $3, closed = true, head = $4
       WHERE id = $1 AND length = $2 AND NOT closed AND NOT expired""";

  private static final String LENGTH = "SELECT length FROM audit_chain WHERE id = $1";

  private static final String EXPIRE =
      """
      WITH old AS (
        UPDATE audit_chain SET expired = true
         WHERE id = (SELECT id FROM audit_chain
                      WHERE NOT expired AND touched_at < now() - $1 * interval '1 millisecond'
                      ORDER BY touched_at LIMIT 1)
        RETURNING id)
      DELETE FROM audit_event WHERE chain = (SELECT id FROM old)""";

  private static final String OLD =
      """
      SELECT count(*) AS chains FROM audit_chain
       WHERE NOT expired AND touched_at < now() - $1 * interval '1 millisecond'""";

  private static final String CHAINS =
      """
      SELECT id, previous, opened_at, touched_at, closed, length, last, head, expired
        FROM audit_chain ORDER BY opened_at, id""";

  private static final String EVENTS =
      """
      SELECT seq, at, account, access_key, operation, resource, source, outcome, request_id, hash
        FROM audit_event
       WHERE chain = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4""";

  private static final String BEYOND =
      """
      SELECT e.chain, min(e.seq) AS seq
        FROM audit_event e LEFT JOIN audit_chain c ON c.id = e.chain
       WHERE c.id IS NULL OR e.seq < 1 OR e.seq > c.length GROUP BY e.chain""";

  private final SqlClient calls;
  private final SqlClient patient;

  AuditStore(Postgres postgres) {
    this.calls = postgres.requests();
    this.patient = postgres.patient();
  }

  AuditStore(Transaction transaction) {
    this.calls = transaction.connection();
    this.patient = transaction.connection();
  }

  /** A chain as stored. */
  record Stored(AuditChain chain, byte[] head, boolean expired) {}

  Future<Optional<UUID>> latest() {
    return calls
        .query(LATEST)
        .execute()
        .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("id")));
  }

  Future<Void> open(AuditChain chain, byte[] head) {
    Tuple values =
        Tuple.of(chain.id(), chain.previous().orElse(null), time(chain.openedAt()))
            .addValue(time(chain.touchedAt()))
            .addBuffer(Buffer.buffer(chain.last()))
            .addBuffer(Buffer.buffer(head));
    return calls.preparedQuery(OPEN).execute(values).mapEmpty();
  }

  /** Appends events; false when the stored chain is no longer as {@code before}. */
  Future<Boolean> append(AuditChain before, AuditChain after, byte[] head, List<Link> links) {
    Tuple values =
        Tuple.of(before.id(), before.length(), time(after.touchedAt()), after.closed())
            .addLong(after.length())
            .addBuffer(Buffer.buffer(after.last()))
            .addBuffer(Buffer.buffer(head))
            .addArrayOfLong(links.stream().map(Link::seq).toArray(Long[]::new))
            .addArrayOfOffsetDateTime(
                links.stream().map(link -> time(link.event().at())).toArray(OffsetDateTime[]::new))
            .addArrayOfString(texts(links, AuditEvent::account))
            .addArrayOfString(texts(links, AuditEvent::accessKey))
            .addArrayOfString(texts(links, AuditEvent::operation))
            .addArrayOfString(texts(links, AuditEvent::resource))
            .addArrayOfString(texts(links, AuditEvent::source))
            .addArrayOfString(texts(links, AuditEvent::outcome))
            .addArrayOfString(texts(links, AuditEvent::requestId))
            .addArrayOfBuffer(
                links.stream().map(link -> Buffer.buffer(link.hash())).toArray(Buffer[]::new));
    return calls.preparedQuery(APPEND).execute(values).map(rows -> rows.rowCount() == links.size());
  }

  Future<Boolean> close(AuditChain closed, byte[] head) {
    return calls
        .preparedQuery(CLOSE)
        .execute(
            Tuple.of(closed.id(), closed.length(), time(closed.touchedAt()), Buffer.buffer(head)))
        .map(rows -> rows.rowCount() == 1);
  }

  Future<Long> length(UUID chain) {
    return calls
        .preparedQuery(LENGTH)
        .execute(Tuple.of(chain))
        .map(rows -> rows.stream().findFirst().map(row -> row.getLong("length")).orElse(-1L));
  }

  /**
   * Deletes the events of the oldest chain that was not appended to for that long; returns whether
   * there are more such chains.
   */
  Future<Boolean> expire(Duration keep) {
    return patient
        .preparedQuery(EXPIRE)
        .execute(Tuple.of(keep.toMillis()))
        .compose(deleted -> calls.preparedQuery(OLD).execute(Tuple.of(keep.toMillis())))
        .map(old -> old.iterator().next().getLong("chains") > 0);
  }

  Future<List<Stored>> chains() {
    return calls.query(CHAINS).execute().map(rows -> rows.stream().map(AuditStore::chain).toList());
  }

  Future<List<Link>> events(UUID chain, long after, long last, int limit) {
    return calls
        .preparedQuery(EVENTS)
        .execute(Tuple.of(chain, after, last, limit))
        .map(rows -> rows.stream().map(AuditStore::link).toList());
  }

  /** Events beyond their chain's length: chain and number of the first ones. */
  Future<List<String>> beyond() {
    return calls
        .query(BEYOND)
        .execute()
        .map(
            rows ->
                rows.stream().map(row -> row.getUUID("chain") + " " + row.getLong("seq")).toList());
  }

  private static String[] texts(List<Link> links, Function<AuditEvent, String> member) {
    return links.stream().map(link -> member.apply(link.event())).toArray(String[]::new);
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static Stored chain(Row row) {
    AuditChain chain =
        new AuditChain(
            row.getUUID("id"),
            Optional.ofNullable(row.getUUID("previous")),
            row.getOffsetDateTime("opened_at").toInstant(),
            row.getOffsetDateTime("touched_at").toInstant(),
            row.getBoolean("closed"),
            row.getLong("length"),
            row.getBuffer("last").getBytes());
    return new Stored(chain, row.getBuffer("head").getBytes(), row.getBoolean("expired"));
  }

  private static Link link(Row row) {
    AuditEvent event =
        new AuditEvent(
            row.getOffsetDateTime("at").toInstant(),
            row.getString("account"),
            row.getString("access_key"),
            row.getString("operation"),
            row.getString("resource"),
            row.getString("source"),
            row.getString("outcome"),
            row.getString("request_id"));
    return new Link(row.getLong("seq"), event, row.getBuffer("hash").getBytes());
  }
}
