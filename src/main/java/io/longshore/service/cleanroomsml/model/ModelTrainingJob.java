package io.longshore.service.cleanroomsml.model;

import io.longshore.config.GlueConfig;
import io.longshore.config.GlueTable;
import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobStatus;
import io.longshore.service.cleanroomsml.resource.RecreatedAudienceJob;
import io.longshore.service.cleanroomsml.training.InteractionColumns;
import io.longshore.service.cleanroomsml.training.InteractionPages;
import io.longshore.service.cleanroomsml.training.InteractionReader;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.cleanroomsml.training.TableFile;
import io.longshore.service.cleanroomsml.training.TableFiles;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.Importer;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Trains an audience model on a table of interactions: each piece stages a file's interactions, the
 * commit builds the users' profiles and counts the items. A row that cannot be parsed fails the
 * job.
 */
public final class ModelTrainingJob extends NamedJobType
    implements ImportJobType, RecreatableJobType {

  private final Vertx vertx;
  private final ObjectStores stores;
  private final Function<String, Future<BulkLoad.Load>> loads;
  private final GlueConfig glue;
  private final ModelStore models;
  private final RecreatedAudienceJob recreated;
  private final Importer importer;

  /**
   * @param loads begins a bulk load by its COPY statement
   */
  public ModelTrainingJob(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      GlueConfig glue) {
    super(CleanRoomsMlJobStatus.TRAINING, CleanRoomsMlJobStatus::word);
    this.vertx = vertx;
    this.stores = stores;
    this.loads = loads;
    this.glue = glue;
    this.models = new ModelStore(postgres);
    this.recreated = new RecreatedAudienceJob(postgres);
    this.importer = new Importer(vertx);
  }

  /**
   * A piece for each file of the table; one that {@code glue.tables} does not name is a folder of
   * the bucket that has the database's name.
   */
  @Override
  public Future<List<Piece>> plan(Job job) {
    InteractionColumns.of(job.spec()); // refuses an unusable schema before any work
    String database = job.spec().getString("databaseName");
    String table = job.spec().getString("tableName");
    Optional<GlueTable> known = glue.table(database, table);
    return new TableFiles(
            vertx,
            store(job),
            RoleLocations.of(known, database, table, PermanentFailure::new),
            known.flatMap(GlueTable::format))
        .all()
        .recover(failure -> Future.failedFuture(told(failure, known.isPresent(), database, table)))
        .map(
            files -> files.stream().map(file -> new Piece(file.spec(), Optional.empty())).toList());
  }

  private static Throwable told(Throwable failure, boolean known, String database, String table) {
    return known || !(failure instanceof PermanentFailure)
        ? failure
        : new PermanentFailure(
            "%s. Another place of the table %s.%s can be set in glue.tables"
                .formatted(failure.getMessage(), database, table));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    TableFile file = TableFile.of(piece.spec());
    InteractionColumns columns = InteractionColumns.of(job.spec());
    InteractionPages pages = new InteractionPages(job.id().toString(), outputs.load());
    return store(job)
        .read(file.source())
        .compose(
            read ->
                switch (file.format()) {
                  case CSV ->
                      load(
                          CsvReader.of(vertx, read, file.name(), ReadLimits.DEFAULT),
                          InteractionReader.csv(columns, pages),
                          new Staging(file, pages, outputs));
                  case JSON ->
                      load(
                          JsonLinesReader.of(vertx, read, file.name(), ReadLimits.DEFAULT),
                          InteractionReader.json(columns, pages),
                          new Staging(file, pages, outputs));
                })
        .map(ModelTrainingJob::verdict);
  }

  /** A file, and the destination of its rows. */
  private record Staging(TableFile file, InteractionPages pages, Outputs outputs) {}

  private <T> Future<Outcome> load(
      RowReader<T> rows, InteractionReader<T> reading, Staging staging) {
    return loads
        .apply(InteractionPages.COPY)
        .onFailure(none -> rows.close())
        .compose(
            load ->
                importer.load(
                    rows,
                    staging.file().name(),
                    reading,
                    new Importer.Target(load::write, () -> end(load, staging), load::cancel),
                    staging.outputs()))
        .map(loaded -> remarked(loaded, staging.file().name(), reading.outside()));
  }

  private Future<Long> end(BulkLoad.Load load, Staging staging) {
    Outputs.Fence fence = staging.outputs().fence();
    return vertx
        .executeBlocking(staging.pages()::rest, false)
        .compose(
            rest -> rest.length() == 0 ? Future.succeededFuture() : load.write(rest).mapEmpty())
        .compose(written -> load.end(fence.sql(), fence.values()));
  }

  /** The outcome with a remark about rows outside of the time window. */
  private static Outcome remarked(Outcome loaded, String file, long outside) {
    if (!(loaded instanceof Outcome.Done done) || done.rowsFailed() > 0) {
      return loaded;
    }
    if (done.rows() == 0) {
      return new Outcome.Done(0, 0, List.of(file + " has no row"));
    }
    return outside == 0
        ? loaded
        : new Outcome.Done(
            done.rows(),
            0,
            List.of(
                "%s: %d of %d rows are outside of the time window"
                    .formatted(file, outside, done.rows())));
  }

  private static Outcome verdict(Outcome loaded) {
    if (loaded instanceof Outcome.Done done && done.rowsFailed() > 0) {
      List<String> first = done.refusals().subList(0, Math.min(5, done.refusals().size()));
      String more = done.rowsFailed() > first.size() ? ", and so on" : "";
      return new Outcome.Rejected(
          "%d rows are no interactions: %s%s"
              .formatted(done.rowsFailed(), String.join("; ", first), more));
    }
    return loaded;
  }

  /**
   * Builds the model; fails when it has fewer users or interactions than the spec's {@code
   * minUsers} and {@code minInteractions}.
   */
  @Override
  public List<String> filledTables() {
    return List.of("cleanroomsml_profile", "cleanroomsml_item");
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loaded) {
    JsonObject spec = job.spec();
    return models
        .build(tx, spec.getString("audienceModelArn"), job.id().toString(), loaded)
        .map(
            model -> {
              if (model.users() == 0 && !isWindowed(spec)) {
                throw new PermanentFailure(
                    "The table's files have no row: there is nothing to train on");
              }
              atLeast(model.users(), Math.max(1, spec.getLong("minUsers", 0L)), "users");
              atLeast(model.interactions(), spec.getLong("minInteractions", 0L), "interactions");
              return null;
            });
  }

  private static boolean isWindowed(JsonObject spec) {
    return spec.containsKey("windowStart") || spec.containsKey("windowEnd");
  }

  private static void atLeast(long found, long needed, String what) {
    if (found < needed) {
      throw new PermanentFailure(
          "The training data has %d %s in its time window, and at least %d are needed"
              .formatted(found, what, needed));
    }
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    return models.discard(job.id().toString(), load);
  }

  @Override
  public Future<Void> discard(Job job) {
    return models.discard(job.id().toString());
  }

  private ObjectStore store(Job job) {
    return stores.forRole(job.account(), job.spec().getString("roleArn"));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return recreated.model(job);
  }
}
