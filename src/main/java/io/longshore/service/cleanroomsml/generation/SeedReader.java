package io.longshore.service.cleanroomsml.generation;

import io.longshore.async.AsyncLoop;
import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.cleanroomsml.JsonId;
import io.longshore.service.cleanroomsml.training.TableFile;
import io.longshore.service.cleanroomsml.training.TableFiles;
import io.longshore.transfer.parquet.ParquetReader;
import io.longshore.transfer.parquet.StoredFile;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads a seed: JSON lines or Parquet with a {@code user_id}, in one object or the files of a
 * folder.
 */
final class SeedReader {

  static final int MOST_USERS = 500_000;
  private static final int LONGEST = 512;
  private static final String USER = "user_id";
  private static final Pattern PARQUET = Pattern.compile("(?is).*\\.parquet");

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

  /** Parquet by the name, else JSON lines. */
  private Future<Void> readFile(TableFile file) {
    if (PARQUET.matcher(file.key()).matches()) {
      StoredFile stored = new StoredFile(store, file.source(), file.size(), read -> {});
      return readAll(
          new ParquetReader(vertx, stored, file.name(), Set.of(USER), ReadLimits.DEFAULT),
          file.name(),
          SeedReader::user);
    }
    return store
        .read(file.source())
        .map(read -> JsonLinesReader.of(vertx, read, file.name(), ReadLimits.DEFAULT))
        .compose(rows -> readAll(rows, file.name(), row -> JsonId.text(JsonId.member(row, USER))));
  }

  private static Optional<String> user(CsvRow row) {
    for (int at = 0; at < row.header().size(); at++) {
      if (row.header().get(at).equalsIgnoreCase(USER)) {
        return Optional.of(row.values().get(at));
      }
    }
    return Optional.empty();
  }

  private <T> Future<Void> readAll(
      RowReader<T> rows, String file, Function<T, Optional<String>> user) {
    return AsyncLoop.whileTrue(() -> next(rows, file, user)).onComplete(done -> rows.close());
  }

  private <T> Future<Boolean> next(
      RowReader<T> rows, String file, Function<T, Optional<String>> user) {
    return rows.next()
        .compose(
            batch ->
                batch.isEmpty()
                    ? Future.succeededFuture(false)
                    : add(batch.get(), file, user).map(true));
  }

  private <T> Future<Void> add(RowBatch<T> batch, String file, Function<T, Optional<String>> user) {
    for (MalformedRow bad : batch.bad()) {
      throw refused(file, bad.line(), bad.reason());
    }
    Set<String> some = new LinkedHashSet<>();
    for (ReadRow<T> row : batch.rows()) {
      some.add(
          user.apply(row.value())
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
