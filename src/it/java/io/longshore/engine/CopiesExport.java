package io.longshore.engine;

import io.longshore.async.BoundedParallel;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobType;
import io.longshore.job.Manifest;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore;
import io.longshore.transfer.copy.ObjectCopy;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Copies objects from {@code in/<n>} to keys that a user chose, some per piece. */
public final class CopiesExport implements JobType {

  public static final int PER_PIECE = 6;

  private final Supplier<ObjectStore> store;

  CopiesExport(Supplier<ObjectStore> store) {
    this.store = store;
  }

  /** A job that copies so many objects of an S3 bucket; its pieces are planned by a task. */
  public static NewJob job(String bucket, int objects) {
    JsonObject spec = new JsonObject().put("bucket", bucket).put("lines", objects);
    return new NewJob(
        JobId.random(),
        EngineFixture.ACCOUNT,
        EngineFixture.REGION,
        "test.copies",
        "app",
        Optional.empty(),
        spec,
        List.of());
  }

  public static String source(int n) {
    return "in/%03d".formatted(n);
  }

  public static String target(int n) {
    return "out/copy-%03d".formatted(n);
  }

  @Override
  public String name() {
    return "test.copies";
  }

  @Override
  public String word(Phase phase) {
    return phase.name();
  }

  @Override
  public Future<List<Piece>> plan(Job job) {
    List<Piece> pieces = new ArrayList<>();
    int all = job.spec().getInteger("lines");
    for (int from = 0; from < all; from += PER_PIECE) {
      List<Destination> objects = new ArrayList<>();
      JsonArray numbers = new JsonArray();
      for (int n = from; n < Math.min(all, from + PER_PIECE); n++) {
        numbers.add(n);
        objects.add(
            new Destination(EngineFixture.ROLE, job.spec().getString("bucket"), target(n), "x/y"));
      }
      pieces.add(new Piece(new JsonObject().put("numbers", numbers), Optional.empty(), objects));
    }
    return Future.succeededFuture(pieces);
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    String bucket = job.spec().getString("bucket");
    List<Integer> numbers =
        piece.spec().getJsonArray("numbers").stream().map(Integer.class::cast).toList();
    return BoundedParallel.map(
            numbers,
            n ->
                store
                    .get()
                    .head(bucket, source(n))
                    .map(
                        found ->
                            new ObjectCopy.From(
                                store.get(), bucket, source(n), found.orElseThrow())))
        .compose(sources -> ObjectCopy.many(sources, outputs))
        .map(copied -> new Outcome.Done(numbers.size()));
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }
}
