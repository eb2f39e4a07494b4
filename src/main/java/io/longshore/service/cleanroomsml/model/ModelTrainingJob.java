package io.longshore.service.cleanroomsml.model;

import io.longshore.config.GlueConfig;
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
import io.longshore.service.cleanroomsml.training.InteractionFile;
import io.longshore.service.cleanroomsml.training.InteractionPages;
import io.longshore.service.cleanroomsml.training.TableFile;
import io.longshore.service.cleanroomsml.training.TrainingTables;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.read.Importer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
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

  private static final int ITEMS_IN_MEMORY = 1 << 20; // of each processor

  private final Vertx vertx;
  private final Postgres postgres;
  private final WorkerExecutor workers;
  private final ObjectStores stores;
  private final Function<String, Future<BulkLoad.Load>> loads;
  private final TrainingTables tables;
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
    this.postgres = postgres;
    this.workers =
        vertx.createSharedWorkerExecutor("grouping", Runtime.getRuntime().availableProcessors());
    this.stores = stores;
    this.loads = loads;
    this.tables = new TrainingTables(vertx, glue);
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
    return tables
        .files(store(job), job.spec().getString("databaseName"), job.spec().getString("tableName"))
        .map(
            files -> files.stream().map(file -> new Piece(file.spec(), Optional.empty())).toList());
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    TableFile file = TableFile.of(piece.spec());
    InteractionColumns columns = InteractionColumns.of(job.spec());
    InteractionPages pages = new InteractionPages(job.id().toString(), outputs.load());
    return InteractionFile.open(
            new InteractionFile.Into(vertx, columns, pages), store(job), file, read -> {})
        .compose(open -> load(open, job.id().toString(), outputs));
  }

  private <T> Future<Outcome> load(InteractionFile<T> file, String container, Outputs outputs) {
    return loads
        .apply(InteractionPages.COPY)
        .onFailure(none -> file.rows().close())
        .compose(
            load ->
                importer.load(
                    file.rows(),
                    file.name(),
                    file.reading(),
                    new Importer.Target(
                        load::write, () -> end(container, load, outputs), load::cancel),
                    outputs))
        .map(file::verdict);
  }

  /** The mark comes first, so that no load without it is stored. */
  private Future<Long> end(String container, BulkLoad.Load load, Outputs outputs) {
    Outputs.Fence fence = outputs.fence();
    return models
        .mark(container, outputs.load())
        .compose(marked -> load.end(fence.sql(), fence.values()));
  }

  /**
   * Builds the model; fails when it has fewer users or interactions than the spec's {@code
   * minUsers} and {@code minInteractions}.
   */
  @Override
  public List<String> filledTables() {
    return List.of("cleanroomsml_profile_block", "cleanroomsml_item");
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loaded) {
    JsonObject spec = job.spec();
    String container = job.id().toString();
    StagedRows staged = new StagedRows(workers, postgres, container, loaded);
    return models
        .begin(tx)
        .compose(
            begun ->
                new AudienceModelBuild(workers, staged, models, tx, container, ITEMS_IN_MEMORY)
                    .run(spec.getString("audienceModelArn")))
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
    return stores.forJob(job.id().value(), job.account(), job.spec().getString("roleArn"));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return recreated.model(job);
  }
}
