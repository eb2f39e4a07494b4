package io.longshore.service.cleanroomsml.generation;

import io.longshore.engine.load.ImportJobType;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Piece;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.JobRequest;
import io.longshore.service.RecreatableJobType;
import io.longshore.service.cleanroomsml.lookalike.ScoringModel;
import io.longshore.service.cleanroomsml.model.ModelStore;
import io.longshore.service.cleanroomsml.model.ModelStore.Model;
import io.longshore.service.cleanroomsml.model.UserProfileRows;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobStatus;
import io.longshore.service.cleanroomsml.resource.RecreatedAudienceJob;
import io.longshore.service.resource.BucketPieces;
import io.longshore.service.resource.NamedJobType;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ranks all users of a model by their similarity to a seed: the plan counts the seed, each piece
 * scores the users of some hash buckets, and the commit ranks them. See {@link
 * io.longshore.service.cleanroomsml.lookalike.LogOddsWeights}.
 */
public final class AudienceGenerationJob extends NamedJobType
    implements ImportJobType, RecreatableJobType {

  private static final BucketPieces PIECES = new BucketPieces("buckets");
  private static final long USERS_A_PIECE = 100_000;
  private static final int FEWEST = 4;
  private static final int MOST = 64;

  private final Vertx vertx;
  private final Postgres postgres;
  private final ObjectStores stores;
  private final Supplier<UUID> names;
  private final long usersAPiece;
  private final WorkerExecutor workers;
  private final ModelStore models;
  private final RecreatedAudienceJob recreated;
  private final SeedStore seeds;
  private final RankingStore rankings;

  /**
   * @param names creates random ids under which an attempt at the plan stores the seed
   */
  public AudienceGenerationJob(
      Vertx vertx, Postgres postgres, ObjectStores stores, Supplier<UUID> names) {
    this(vertx, postgres, stores, names, USERS_A_PIECE);
  }

  public AudienceGenerationJob(
      Vertx vertx, Postgres postgres, ObjectStores stores, Supplier<UUID> names, long usersAPiece) {
    super(CleanRoomsMlJobStatus.GENERATION, CleanRoomsMlJobStatus::word);
    this.vertx = vertx;
    this.postgres = postgres;
    this.stores = stores;
    this.names = names;
    this.usersAPiece = usersAPiece;
    this.workers =
        vertx.createSharedWorkerExecutor("scoring", Runtime.getRuntime().availableProcessors());
    this.models = new ModelStore(postgres);
    this.recreated = new RecreatedAudienceJob(postgres);
    this.seeds = new SeedStore(postgres);
    this.rankings = new RankingStore(postgres);
  }

  /** Reads and counts the seed, under an id that the pieces' specs have. */
  @Override
  public Future<List<Piece>> plan(Job job) {
    UUID attempt = names.get();
    JsonObject spec = job.spec();
    S3Place place = S3Place.parse(spec.getString("seedUri"), PermanentFailure::new);
    SeedReader reading =
        new SeedReader(
            vertx,
            stores.forJob(job.id().value(), job.account(), spec.getString("seedRoleArn")),
            seeds,
            job.id().toString(),
            attempt);
    return model(job)
        .compose(
            model ->
                reading
                    .read(place)
                    .compose(users -> count(job, model, attempt, users))
                    .compose(
                        counted ->
                            seeds
                                .put(job.id().toString(), attempt, counted.scoringModel())
                                .map(put -> pieces(model, attempt, counted))));
  }

  private Future<Model> model(Job job) {
    return models
        .find(job.spec().getString("audienceModelArn"))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new PermanentFailure("The audience model is not trained, or was deleted")));
  }

  /**
   * A counted seed.
   *
   * @param users its users, {@code matched} of which are in the training data
   */
  private record Counted(ScoringModel scoringModel, long users, long matched) {}

  private Future<Counted> count(Job job, Model model, UUID attempt, long users) {
    UserProfileRows profiles = profiles(job, model.container(), attempt);
    long least = job.spec().getLong("minMatchingSeedSize", 1L);
    return models
        .items(model.container())
        .map(items -> new SeedStatistics(workers, profiles, model, items))
        .compose(
            counting ->
                counting
                    .seed()
                    .compose(
                        matched -> {
                          if (matched < least) {
                            throw new PermanentFailure(tooSmall(matched, users, least));
                          }
                          return counting
                              .followers()
                              .map(done -> new Counted(counting.scoringModel(), users, matched));
                        }));
  }

  private static String tooSmall(long matched, long users, long least) {
    return ("Of the %d users of the seed %d are in the training data, and minMatchingSeedSize asks"
            + " for %d: give a larger seed, or the ids that the training data has")
        .formatted(users, matched, least);
  }

  private UserProfileRows profiles(Job job, String model, UUID attempt) {
    return new UserProfileRows(postgres, model, job.id().toString(), attempt);
  }

  private List<Piece> pieces(Model model, UUID attempt, Counted counted) {
    ScoringModel scoringModel = counted.scoringModel();
    long unknown = counted.users() - counted.matched();
    List<Piece> pieces = PIECES.split(count(model.users()));
    for (Piece piece : pieces) {
      piece
          .spec()
          .put("model", model.container())
          .put("modelUsers", model.users())
          .put("attempt", attempt.toString())
          .put("whole", scoringModel.whole().size())
          .put("trial", scoringModel.trial().size());
    }
    if (unknown > 0) {
      pieces.get(0).spec().put("seed", counted.users()).put("unknown", unknown);
    }
    return pieces;
  }

  private int count(long users) {
    long even = (users + usersAPiece - 1) / usersAPiece;
    return even <= 1 ? 1 : (int) Math.max(FEWEST, Math.min(MOST, even));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    JsonObject spec = piece.spec();
    String id = job.id().toString();
    UUID attempt = UUID.fromString(spec.getString("attempt"));
    List<Integer> buckets = PIECES.of(piece);
    ScoredRunStore runs = new ScoredRunStore(postgres, id);
    return seeds
        .scoringModel(id, attempt, spec.getLong("whole"), spec.getLong("trial"))
        .map(
            scoringModel ->
                new UserScoring(
                    workers,
                    runs,
                    buckets.get(0),
                    outputs,
                    scoringModel,
                    spec.getLong("modelUsers")))
        .compose(
            scoring ->
                profiles(job, spec.getString("model"), attempt)
                    .everybody(buckets, 1, scoring::take)
                    .compose(all -> scoring.end())
                    .compose(all -> new ScoreArraysStore(postgres, id).mark(outputs.load()))
                    .map(done -> new Outcome.Done(scoring.users(), 0, unknown(spec))));
  }

  /** The remark about users that are not in the training data; one piece makes it. */
  private static List<String> unknown(JsonObject piece) {
    return piece.containsKey("unknown")
        ? List.of(
            "%d of the %d users of the seed are not in the training data"
                .formatted(piece.getLong("unknown"), piece.getLong("seed")))
        : List.of();
  }

  @Override
  public List<String> filledTables() {
    return List.of("cleanroomsml_audience");
  }

  @Override
  public Future<Void> publish(Transaction tx, Job job, List<UUID> loads) {
    String id = job.id().toString();
    ScoredRunStore runs = new ScoredRunStore(postgres, id);
    ScoreArraysStore arrays = new ScoreArraysStore(postgres, id);
    return model(job)
        .compose(
            model ->
                new AudiencePublication(workers, id, job.spec(), model, rankings, runs, arrays)
                    .publish(tx, loads))
        .compose(published -> seeds.remove(tx, id));
  }

  @Override
  public Future<Void> discard(Job job, UUID load) {
    String id = job.id().toString();
    return new ScoreArraysStore(postgres, id)
        .discard(load)
        .compose(discarded -> new ScoredRunStore(postgres, id).discard(load));
  }

  @Override
  public Future<Void> discard(Job job) {
    String id = job.id().toString();
    return new ScoreArraysStore(postgres, id)
        .discard()
        .compose(discarded -> new ScoredRunStore(postgres, id).discard())
        .compose(discarded -> seeds.remove(id));
  }

  @Override
  public Future<JobRequest> originalRequest(Job job) {
    return recreated.audience(job);
  }
}
