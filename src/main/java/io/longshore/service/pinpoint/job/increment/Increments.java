package io.longshore.service.pinpoint.job.increment;

import io.longshore.engine.store.ExportBaseStore;
import io.longshore.engine.store.JobQuery;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.mask.MaskingSpec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides, when an incremental export is created, which changes it has. */
public final class Increments {

  /** The member of a piece's spec that tells that it writes the deletions. */
  public static final String DELETIONS = "Deletions";

  private final IncrementStore store;
  private final BaseCheck check;

  /**
   * @param kept how long deletions are kept
   */
  public Increments(Postgres postgres, Duration kept) {
    this.store = new IncrementStore(postgres);
    this.check = new BaseCheck(kept);
  }

  /** Makes the app record deletions; to be called before the transaction that creates the job. */
  public Future<Void> prepare(String app) {
    return store.record(app);
  }

  /**
   * The job with the changes since the last successful export of the app to the same place under
   * the same role, or with everything if they are not all known.
   *
   * @param deletions where the job writes which endpoints were deleted
   */
  public Future<NewJob> since(Transaction tx, NewJob job, Destination deletions) {
    String rules = MaskingSpec.kept(job.spec()).map(kept -> kept.getString("digest")).orElse("");
    JsonObject same =
        new JsonObject()
            .put("Definition", job.spec().getJsonObject("Definition"))
            .put(Increment.MEMBER, new JsonObject());
    JobQuery query =
        new JobQuery(
            job.account(),
            job.region(),
            job.type(),
            job.container(),
            Optional.empty(),
            Optional.empty(),
            1);
    return ExportBaseStore.newest(tx, query, same)
        .compose(
            base ->
                ExportBaseStore.recording(tx)
                    .compose(
                        recording -> IncrementStore.moment(tx, job.container(), recording, rules))
                    .map(now -> decided(job, base, now, deletions)));
  }

  private NewJob decided(NewJob job, Optional<Job> base, ChangeMoment now, Destination deletions) {
    Optional<String> obstacle =
        base.isEmpty()
            ? Optional.of("There is no earlier export of the app to this place under this role.")
            : check.obstacle(
                ChangeMoment.of(
                    base.get().spec().getJsonObject(Increment.MEMBER), base.get().createdAt()),
                now);
    if (obstacle.isPresent()) {
      Increment.keepFull(job.spec(), now, obstacle.get());
      return job;
    }
    Increment.keep(job.spec(), now, base.get());
    List<Piece> pieces = new ArrayList<>(job.pieces());
    pieces.add(new Piece(new JsonObject().put(DELETIONS, true), Optional.of(deletions)));
    return new NewJob(
        job.id(),
        job.account(),
        job.region(),
        job.type(),
        job.container(),
        job.subject(),
        job.spec(),
        pieces);
  }
}
