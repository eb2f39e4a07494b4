package io.longshore.identity.audit;

import io.longshore.api.AuditEvent;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Searches the audit log. An event is found once it is stored, {@code audit.every} after its call.
 */
public final class AuditSearchStore {

  // Two statements, because a statement for both would not use the index of accounts.
  private static final String SEARCH =
      """
      SELECT e.chain, e.seq, e.at, e.account, e.access_key, e.operation, e.resource, e.source,
             e.outcome, e.request_id
        FROM audit_event e
       WHERE %s
         AND ($2::text IS NULL OR e.access_key = $2) AND ($3::text IS NULL OR e.operation = $3)
         AND ($4::text IS NULL OR e.outcome = $4) AND ($5::text IS NULL OR e.resource = $5)
         AND ($6::text IS NULL OR e.request_id = $6)
         AND ($7::timestamptz IS NULL OR e.at >= $7) AND ($8::timestamptz IS NULL OR e.at < $8)
         AND ($9::timestamptz IS NULL OR (e.at, e.chain, e.seq) < ($9, $10::uuid, $11::bigint))
       ORDER BY e.at DESC, e.chain DESC, e.seq DESC
       LIMIT $12""";

  private static final String OF_ALL = SEARCH.formatted("$1::text IS NULL");
  private static final String OF_ACCOUNT = SEARCH.formatted("e.account = $1");

  private final Postgres postgres;

  public AuditSearchStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * What to find; each member restricts the events if it is present.
   *
   * @param resource the whole text of the event's resource
   * @param from events at or after this time
   * @param to events before this time
   */
  public record Filter(
      Optional<String> account,
      Optional<String> accessKey,
      Optional<String> operation,
      Optional<String> outcome,
      Optional<String> resource,
      Optional<String> requestId,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /** The place of an event in the order of a search. */
  public record Position(Instant at, UUID chain, long seq) {}

  /** An event that was found. */
  public record Found(Position position, AuditEvent event) {}

  /** The newest events of a filter after a position, newest first. */
  public Future<List<Found>> find(Filter filter, Optional<Position> after, int limit) {
    Tuple values =
        Tuple.of(
                filter.account().orElse(null),
                filter.accessKey().orElse(null),
                filter.operation().orElse(null),
                filter.outcome().orElse(null),
                filter.resource().orElse(null),
                filter.requestId().orElse(null))
            .addOffsetDateTime(time(filter.from()))
            .addOffsetDateTime(time(filter.to()))
            .addOffsetDateTime(time(after.map(Position::at)))
            .addValue(after.map(Position::chain).orElse(null))
            .addLong(after.map(Position::seq).orElse(null))
            .addInteger(limit);
    return postgres
        .requests()
        .preparedQuery(filter.account().isPresent() ? OF_ACCOUNT : OF_ALL)
        .execute(values)
        .map(rows -> rows.stream().map(AuditSearchStore::found).toList());
  }

  private static OffsetDateTime time(Optional<Instant> at) {
    return at.map(known -> known.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  private static Found found(Row row) {
    Instant at = row.getOffsetDateTime("at").toInstant();
    return new Found(
        new Position(at, row.getUUID("chain"), row.getLong("seq")),
        new AuditEvent(
            at,
            row.getString("account"),
            row.getString("access_key"),
            row.getString("operation"),
            row.getString("resource"),
            row.getString("source"),
            row.getString("outcome"),
            row.getString("request_id")));
  }
}
