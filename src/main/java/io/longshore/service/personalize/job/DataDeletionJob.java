package io.longshore.service.personalize.job;

import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.personalize.dataset.Datasets;
import io.longshore.service.personalize.deletion.UserDeletionStore;
import io.longshore.service.personalize.deletion.UserDeletionStore.Count;
import io.longshore.service.personalize.deletion.UserIdRows;
import io.longshore.service.personalize.record.CsvFiles;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.record.UnparsedValues;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Deletes users from a dataset group. Loads the ids of the files, and hides the users' records up
 * to a sequence number when the deletion is published. Exports that were created before still read
 * the records. They are purged later; see {@code DeletionSweeper}.
 */
public final class DataDeletionJob extends NamedJobType
    implements RecreatableJobType, ImportJobType {

  static final String NAME = PersonalizeJobs.DELETION;
  private static final long MOST_BYTES = 50L << 20;

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;
  private final RecordStore records;
  private final UserDeletionStore deletions;
  private final CsvFiles files;

  /** The datasets of a group, and a sequence number: calls and imports up to it have ended. */
  private record Moment(long seq, List<PersonalizeResource> datasets) {}

  /**
   * @param loads begins a bulk load by its COPY statement
   */
  public DataDeletionJob(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      PersonalizeConfig limits) {
    super(NAME, PersonalizeJobs::deletionWord);
    this.postgres = postgres;
    this.resources = new PersonalizeResourceStore(postgres);
    this.records = new RecordStore(postgres);
    this.deletions = new UserDeletionStore(postgres);
    this.files = new CsvFiles(vertx, stores, loads, limits);
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    return files.pieces(job, Optional.empty(), MOST_BYTES);
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    UserIdRows encoder = new UserIdRows(job.id().toString(), outputs.load());
    return files.load(job, piece, outputs, UserIdRows.COPY, encoder, new UnparsedValues());
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loads) {
    return publishAndCount(tx, job, loads).mapEmpty();
  }

  /**
   * Counts without a lock, because counting may take long, and then hides the records. The datasets
   * are locked shortly before, so that all records up to the number can be counted, and shortly at
   * the end, so that an export is created before or after the deletion.
   */
  @Override
  public Future<Outcome.Done> publishAndCount(Transaction tx, Job job, List<UUID> loads) {
    JsonObject spec = job.spec();
    String group = spec.getString("datasetGroupArn");
    return deletions
        .turn(tx, spec.getString("group"))
        .compose(mine -> postgres.transact(moment -> moment(moment, group)))
        .compose(
            moment ->
                deletions
                    .count(tx, job.id().toString(), loads, moment.datasets(), moment.seq())
                    .map(DataDeletionJob::requireAny)
                    .compose(
                        count ->
                            resources
                                .lockDatasets(tx, group)
                                .compose(locked -> shown(tx, job, loads, moment))
                                .compose(shown -> noted(tx, spec, count.records()))
                                .map(
                                    noted ->
                                        new Outcome.Done(0, count.unknown(), unknown(count)))));
  }

  private Future<Void> shown(Transaction tx, Job job, List<UUID> loads, Moment moment) {
    return deletions.show(tx, job, loads, moment.seq(), moment.datasets());
  }

  private Future<Void> noted(Transaction tx, JsonObject spec, long records) {
    JsonObject note = new JsonObject().put("numDeleted", records);
    return resources.note(tx, spec.getString("arn"), note).mapEmpty();
  }

  private static Count requireAny(Count count) {
    if (count.users() == 0) {
      throw new PermanentFailure(
          "The files have no user id below their headers, so nothing was deleted.");
    }
    return count;
  }

  /** The remark about users without records. */
  private static List<String> unknown(Count count) {
    if (count.unknown() == 0) {
      return List.of();
    }
    String mend =
        count.one().matches(".*[\\s,;|].*") ? ". Each user id must have a line of its own" : "";
    return List.of(
        "%d of the %d user ids have no records in the dataset group's datasets, such as '%s'%s"
            .formatted(count.unknown(), count.users(), count.one(), mend));
  }

  private Future<Moment> moment(Transaction tx, String group) {
    return resources
        .lockDatasets(tx, group)
        .compose(
            datasets ->
                records
                    .next(tx)
                    .map(
                        seq ->
                            new Moment(
                                seq,
                                datasets.stream().filter(DataDeletionJob::isOfUsers).toList())));
  }

  private static boolean isOfUsers(PersonalizeResource dataset) {
    return Datasets.typeOf(dataset).key().equals("USER_ID");
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    return deletions.remove(job.id().toString(), load);
  }

  @Override
  public Future<Void> discard(Job job) {
    return deletions.remove(job.id().toString(), null);
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return Future.succeededFuture(
        PersonalizeJobRequest.of(job, "DataDeletionJob", "datasetGroupArn", "dataSource"));
  }
}
