package io.longshore.service.cleanroomsml.generation;

import io.longshore.async.AsyncLoop;
import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.cleanroomsml.JsonId;
import io.longshore.service.cleanroomsml.training.TableFile;
import io.longshore.service.cleanroomsml.training.TableFiles;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads a seed: JSON lines with a {@code user_id}, in one object or the files of a folder. */
final class SeedReader {

  static final int MOST_USERS = 500_000;
  private static final int LONGEST = 512;

  private final Vertx vertx;
  private final ObjectStore store;
  private final SeedStore seeds;
  private final String job;
  private final UUID attempt;
  private long users;

  SeedReader(Vertx vertx, ObjectStore store, SeedStore seeds, String job, UUID attempt) {
    this.vertx = vertx;
    this.store = store;
    this.seeds = seeds;
    this.job = job;
    this.attempt = attempt;
  }

  /** Stores the seed's users; the number of distinct ones. */
  Future<Long> read(S3Place place) {
    return new TableFiles(vertx, store, place, Optional.of("json"))
        .all()
        .compose(files -> AsyncLoop.forEach(files, this::readFile))
        .map(done -> users);
  }

  private Future<Void> readFile(TableFile file) {
    return store
        .read(file.source())
        .map(read -> JsonLinesReader.of(vertx, read, file.name(), ReadLimits.DEFAULT))
        .compose(
            rows ->
                AsyncLoop.whileTrue(() -> next(rows, file.name()))
                    .onFailure(failed -> rows.close()));
  }

  private Future<Boolean> next(RowReader<JsonObject> rows, String file) {
    return rows.next()
        .compose(
            batch ->
                batch.isEmpty() ? Future.succeededFuture(false) : add(batch.get(), file).map(true));
  }

  private Future<Void> add(RowBatch<JsonObject> batch, String file) {
    for (MalformedRow bad : batch.bad()) {
      throw refused(file, bad.line(), bad.reason());
    }
    Set<String> some = new LinkedHashSet<>();
    for (ReadRow<JsonObject> row : batch.rows()) {
      some.add(
          JsonId.text(JsonId.member(row.value(), "user_id"))
              .filter(id -> !id.isEmpty() && id.length() <= LONGEST && id.indexOf(0) < 0)
              .orElseThrow(() -> refused(file, row.line(), "it has no user_id of text or digits")));
    }
    return seeds
        .add(job, attempt, some)
        .map(
            added -> {
              users += added;
              if (users > MOST_USERS) {
                throw new PermanentFailure("The seed has more than " + MOST_USERS + " users");
              }
              return null;
            });
  }

  private static PermanentFailure refused(String file, long line, String reason) {
    return new PermanentFailure(
        "%s line %d is no user of a seed: %s; a line looks like {\"user_id\": \"...\"}"
            .formatted(file, line, reason));
  }
}
