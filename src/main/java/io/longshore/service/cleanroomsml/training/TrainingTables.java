package io.longshore.service.cleanroomsml.training;

import io.longshore.config.GlueConfig;
import io.longshore.config.GlueTable;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * The files of training tables. A table that {@code glue.tables} does not name is a folder of the
 * bucket that has the database's name.
 */
public final class TrainingTables {

  private final Vertx vertx;
  private final GlueConfig glue;

  public TrainingTables(Vertx vertx, GlueConfig glue) {
    this.vertx = vertx;
    this.glue = glue;
  }

  /** All files of a table. Fails with a {@link PermanentFailure} when there are none. */
  public Future<List<TableFile>> files(ObjectStore store, String database, String table) {
    Optional<GlueTable> known = glue.table(database, table);
    return new TableFiles(
            vertx,
            store,
            RoleLocations.of(known, database, table, PermanentFailure::new),
            known.flatMap(GlueTable::format))
        .all()
        .recover(failure -> Future.failedFuture(told(failure, known.isPresent(), database, table)));
  }

  private static Throwable told(Throwable failure, boolean known, String database, String table) {
    return known || !(failure instanceof PermanentFailure)
        ? failure
        : new PermanentFailure(
            "%s. Another place of the table %s.%s can be set in glue.tables"
                .formatted(failure.getMessage(), database, table));
  }
}
