package io.longshore.service.cleanroomsml.resource;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What there is of models and audiences, when their jobs are no longer there to ask. */
final class FinishedResourceStore {

  private static final String MADE =
      """
      select r.uid from cleanroomsml_resource r join cleanroomsml_model m on m.arn = r.arn
       where r.arn = any($1)
      union
      select generation from cleanroomsml_ranking where generation = any($2)""";

  private final Postgres postgres;

  FinishedResourceStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The uids of those that were made. */
  Future<Set<String>> of(List<CleanRoomsMlResource> resources) {
    if (resources.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    String[] arns = resources.stream().map(CleanRoomsMlResource::arn).toArray(String[]::new);
    String[] uids = resources.stream().map(CleanRoomsMlResource::uid).toArray(String[]::new);
    return postgres
        .request(MADE, Tuple.tuple().addValue(arns).addValue(uids))
        .map(rows -> rows.stream().map(row -> row.getString(0)).collect(Collectors.toSet()));
  }
}
