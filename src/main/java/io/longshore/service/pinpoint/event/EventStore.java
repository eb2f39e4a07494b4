package io.longshore.service.pinpoint.event;

import io.longshore.service.pinpoint.app.AppKey;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of events. */
public final class EventStore {

  /**
   * An event to store.
   *
   * @param endpoint the id of its endpoint in lower case
   * @param line its members as one line of JSON
   */
  record Event(String endpoint, String id, String line, Instant receivedAt) {
    private String key() {
      return endpoint + '\0' + id;
    }
  }

  // A stored event is not changed: callers repeat events when they do not know whether they were
  // stored.
  private static final String INSERT =
      """
      with app as materialized (
        select id from pinpoint_app
         where id = $1 and account = $7 and region = $8 for key share),
      put as (
        insert into pinpoint_event (container, bucket, endpoint, id, line, received_at)
        select app.id, r.bucket, r.endpoint, r.id, r.line, r.received_at
          from app, unnest($2::smallint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
                    as r (bucket, endpoint, id, line, received_at)
         order by r.bucket, r.endpoint, r.id
            on conflict (container, bucket, endpoint, id) do nothing)
      select 1 from app""";

  private static final Comparator<Event> BY_KEY =
      Comparator.comparing((Event event) -> HashBucket.of(event.endpoint()))
          .thenComparing(Event::endpoint)
          .thenComparing(Event::id);

  private final Postgres postgres;

  public EventStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Stores events; of those that have the same endpoint and id, the first.
   *
   * @return false when there is no such app; nothing was stored then
   */
  Future<Boolean> insert(AppKey app, List<Event> events) {
    Map<String, Event> distinct = new LinkedHashMap<>();
    events.forEach(event -> distinct.putIfAbsent(event.key(), event));
    List<Event> sorted = distinct.values().stream().sorted(BY_KEY).toList();
    Tuple parameters =
        Tuple.of(app.id())
            .addValue(
                sorted.stream().map(event -> HashBucket.of(event.endpoint())).toArray(Short[]::new))
            .addValue(sorted.stream().map(Event::endpoint).toArray(String[]::new))
            .addValue(sorted.stream().map(Event::id).toArray(String[]::new))
            .addValue(sorted.stream().map(Event::line).toArray(String[]::new))
            .addValue(
                sorted.stream()
                    .map(event -> SqlRows.timestamp(event.receivedAt()))
                    .toArray(OffsetDateTime[]::new))
            .addValue(app.account())
            .addValue(app.region());
    return postgres.request(INSERT, parameters).map(found -> found.size() == 1);
  }
}
