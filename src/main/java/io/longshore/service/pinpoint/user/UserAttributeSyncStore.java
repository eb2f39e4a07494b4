package io.longshore.service.pinpoint.user;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Finds users whose endpoints have different attributes of the user. */
final class UserAttributeSyncStore {

  /** A user; {@code differ} when not all endpoints that were read have the same attributes. */
  record Looked(String user, boolean differ) {}

  private static final String LOOK =
      """
      -- all buckets: the endpoints of a user
      select user_id,
             count(distinct coalesce(line::jsonb #> '{User,UserAttributes}', '{}')) > 1 as differ
        from (select user_id, line from pinpoint_endpoint
               where container = $1 and user_id > $2 order by user_id limit $3) looked
       group by user_id order by user_id""";

  private final Postgres postgres;

  UserAttributeSyncStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * The users of the next endpoints behind that user, in order; the last user may have more
   * endpoints.
   */
  Future<List<Looked>> look(String container, String after, int endpoints) {
    return postgres
        .work(LOOK, Tuple.of(container, after, endpoints))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Looked(row.getString("user_id"), row.getBoolean("differ")))
                    .toList());
  }
}
