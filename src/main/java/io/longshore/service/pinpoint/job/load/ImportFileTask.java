package io.longshore.service.pinpoint.job.load;

import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.ImportRequest;
import io.longshore.service.pinpoint.job.load.EndpointLoad.Source;
import io.longshore.service.pinpoint.job.load.StagingTarget.Target;
import io.longshore.store.BulkLoad;
import io.longshore.store.BulkLoadError;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * An attempt at one file of an import. The only file for an app without endpoints is loaded
 * directly into the table of endpoints; when that is not possible, for example because an id occurs
 * twice, it is read again and staged.
 */
final class ImportFileTask<T> {

  /** More than the lines of a file. */
  static final long PLACES_A_FILE = 1L << 40;

  private static final String UNIQUE_VIOLATION = "23505";

  /** The dependencies of all attempts. */
  record Tools(
      ImportFiles files,
      Function<String, Future<BulkLoad.Load>> loads,
      EndpointImportStore rows,
      ShadowContainerStore generations,
      EndpointRows endpoints,
      WorkerExecutor workers,
      RandomGenerator random) {}

  /** The reader and the parser of the import's format. */
  record Format<T>(ImportFiles.Opening<T> opening, Function<T, JsonObject> parse) {}

  private final Tools tools;
  private final Format<T> format;
  private final ObjectStore store;
  private final Job job;
  private final ImportRequest request;
  private final Piece piece;
  private final Outputs outputs;
  private final StagedRow.File origin;
  private final RejectedRows rejected;

  ImportFileTask(
      Tools tools, Format<T> format, ObjectStore store, Job job, Piece piece, Outputs outputs) {
    this.tools = tools;
    this.format = format;
    this.store = store;
    this.job = job;
    this.request = EndpointImportJob.request(job);
    this.piece = piece;
    this.outputs = outputs;
    String name = "s3://" + request.place().bucket() + "/" + piece.spec().getString("Key");
    this.origin =
        new StagedRow.File(
            EndpointImportJob.merge(job), name, request.register(), request.define());
    this.rejected = new RejectedRows(outputs, name, piece.destination().isPresent());
  }

  Future<Outcome> run() {
    return tools
        .endpoints()
        .container(job.container())
        .compose(
            container ->
                isAlone(container)
                    .compose(alone -> alone ? generation(container) : staged(container)));
  }

  private Future<Boolean> isAlone(String container) {
    return request.register() && piece.spec().getInteger("Files", 0) == 1
        ? tools.generations().isEmpty(container)
        : Future.succeededFuture(false);
  }

  private Future<Outcome> generation(String container) {
    UUID id = job.id().value();
    String own = ShadowContainerStore.name(job.container(), outputs.load());
    return tools
        .generations()
        .begin(id, outputs.load(), origin.name(), Optional.of(own))
        .compose(begun -> load(new ShadowContainerTarget(own, tools.random(), this::keep)))
        .recover(
            failure ->
                isNotAlone(failure)
                    ? tools
                        .generations()
                        .clear(id, Optional.of(outputs.load()))
                        .compose(cleared -> again(container))
                    : Future.failedFuture(failure));
  }

  private Future<Void> keep(List<String> differingUsers) {
    return tools.generations().differ(job.id().value(), outputs.load(), differingUsers);
  }

  private static boolean isNotAlone(Throwable failure) {
    return failure instanceof ImportTarget.NotAlone
        || failure instanceof BulkLoadError error && error.sqlState().equals(UNIQUE_VIOLATION);
  }

  private Future<Outcome> again(String container) {
    rejected.again();
    return staged(container);
  }

  private Future<Outcome> staged(String container) {
    long first = piece.spec().getInteger("File") * PLACES_A_FILE;
    UUID id = job.id().value();
    Target target = new Target(container, id, outputs.load(), first);
    return tools
        .generations()
        .begin(id, outputs.load(), origin.name(), Optional.empty())
        .compose(
            begun ->
                load(
                    new StagingTarget(
                        origin, target, tools.rows(), tools.workers(), tools.random())));
  }

  private Future<Outcome> load(ImportTarget way) {
    return tools.rows().shards().compose(shards -> load(way, shards));
  }

  private Future<Outcome> load(ImportTarget way, List<List<Short>> shards) {
    String key = piece.spec().getString("Key");
    String etag = piece.spec().getString("ETag");
    return tools
        .files()
        .open(
            store,
            ObjectStore.Source.of(request.place().bucket(), key).pinned(etag),
            format.opening())
        .compose(
            file ->
                tools
                    .loads()
                    .apply(way.copy())
                    .onFailure(refused -> file.close())
                    .compose(load -> FileLoads.of(load, way))
                    .map(
                        loads -> {
                          Source<T> source = new Source<>(file, format.parse(), origin);
                          return new EndpointLoad<>(
                              source, way, loads, shards, rejected, outputs, tools.workers());
                        }))
        .compose(EndpointLoad::run);
  }
}
