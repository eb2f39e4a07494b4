package io.longshore.service.cleanroomsml.resource;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the models and audiences that exist, for resources whose jobs were removed. */
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

  /** The uids of those with a model or an audience. */
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
