package io.longshore.service.pinpoint.job.load;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.endpoint.EndpointRules;
import io.longshore.store.CopyTextBuffer;
import io.longshore.transfer.read.MalformedRow;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Stages rows in pinpoint_import_row, to be merged into the app's endpoints. */
final class StagingTarget implements ImportTarget {

  /**
   * The owner of the rows.
   *
   * @param firstPlace the position of the file's first line in the import
   */
  record Target(String container, UUID job, UUID load, long firstPlace) {}

  private final StagedRow.File origin;
  private final Target target;
  private final EndpointImportStore store;
  private final WorkerExecutor workers;
  private final RandomGenerator random;

  StagingTarget(
      StagedRow.File origin,
      Target target,
      EndpointImportStore store,
      WorkerExecutor workers,
      RandomGenerator random) {
    this.workers = workers;
    this.origin = origin;
    this.target = target;
    this.store = store;
    this.random = random;
  }

  @Override
  public String copy() {
    return EndpointImportStore.COPY;
  }

  /**
   * Refuses rows without address and channel when their endpoint does not exist, and rows that
   * would exceed an endpoint's limits.
   */
  @Override
  public Future<List<MalformedRow>> refused(List<StagedRow> rows) {
    List<StagedRow> merging = rows.stream().filter(row -> row.key().isPresent()).toList();
    if (merging.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return store
        .existing(target.container(), merging)
        .compose(
            there ->
                workers.executeBlocking(
                    () -> merging.stream().flatMap(row -> refusal(row, there).stream()).toList(),
                    false));
  }

  private Optional<MalformedRow> refusal(StagedRow row, Map<String, Optional<String>> there) {
    Optional<String> line = there.get(row.key().orElseThrow());
    if (line == null) {
      return row.needsEndpoint() || !origin.register()
          ? Optional.of(new MalformedRow(row.line(), row.missing(origin)))
          : Optional.empty();
    }
    return line.filter(old -> origin.register())
        .flatMap(old -> mergeRefusal(row, new JsonObject(old)));
  }

  private Optional<MalformedRow> mergeRefusal(StagedRow row, JsonObject old) {
    try {
      JsonObject merged = origin.merge().merge(old.getString("Id"), Optional.of(old), row.sent());
      EndpointRules.whole(merged, merged.encode());
      return Optional.empty();
    } catch (ApiError refusal) {
      return Optional.of(new MalformedRow(row.line(), refusal.getMessage()));
    }
  }

  @Override
  public void write(CopyTextBuffer rows, StagedRow row) {
    long place = target.firstPlace() + row.line();
    long revision = random.nextLong(1, 1L << 62);
    row.write(rows, origin, target.job(), target.load(), place, revision);
  }

  /** The publication sorts the rows. */
  @Override
  public boolean isOrdered() {
    return false;
  }

  @Override
  public Future<Void> end() {
    return Future.succeededFuture();
  }
}
