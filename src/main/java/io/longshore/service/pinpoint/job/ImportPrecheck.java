package io.longshore.service.pinpoint.job;

import io.longshore.api.Call;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.job.row.CsvNames;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.stream.Stream;

/** What the creation of an import checks before there is a job. */
public final class ImportPrecheck {

  private final Apps apps;
  private final Segments segments;
  private final RolePrecheck roleCheck;

  public ImportPrecheck(Apps apps, Segments segments, ObjectStores stores) {
    this.apps = apps;
    this.segments = segments;
    this.roleCheck = new RolePrecheck(stores, PinpointError.BAD_REQUEST);
  }

  /** Fails unless the role may read the place. */
  public void requireRole(Call call, ImportRequest request) {
    roleCheck.require(
        call.principal().account(),
        request.roleArn(),
        request.place().bucket(),
        request.place().key());
  }

  /** The app that the call names. Fails unless the import would change something it may change. */
  public Future<App> app(Call call, ImportOptions options) {
    options.requireEffect();
    return apps.of(call).compose(app -> updatable(app, options).map(app));
  }

  /** Fails unless the segment that the import updates is an imported one. */
  private Future<Void> updatable(App app, ImportOptions options) {
    if (options.segmentId().isEmpty()) {
      return Future.succeededFuture();
    }
    return segments
        .find(app, options.segmentId().get(), Optional.empty())
        .map(
            segment -> {
              if (segment.imported().isEmpty()) {
                throw PinpointError.BAD_REQUEST.because(
                    "The segment '" + segment.id() + "' is not an imported one");
              }
              return null;
            });
  }

  /**
   * Why the import is refused because of the beginning of its first file.
   *
   * @param name the file's in the message
   */
  public static <T> Optional<String> refusal(String name, RowBatch<T> beginning) {
    return unknownColumn(beginning)
        .map(
            column ->
                "%s has a column '%s', which endpoints do not have%s"
                    .formatted(name, column, CsvNames.MEND))
        .or(
            () ->
                firstRow(beginning).map(row -> name + " line " + row.line() + ": " + row.reason()));
  }

  private static <T> Optional<String> unknownColumn(RowBatch<T> beginning) {
    return beginning.rows().stream()
        .limit(1)
        .flatMap(
            row ->
                row.value() instanceof CsvRow csv
                    ? CsvNames.unknown(csv.header()).stream()
                    : Stream.empty())
        .findFirst();
  }

  /** The first row, if it is malformed. */
  private static <T> Optional<MalformedRow> firstRow(RowBatch<T> beginning) {
    return beginning.bad().stream()
        .findFirst()
        .filter(bad -> beginning.rows().stream().noneMatch(row -> row.line() < bad.line()));
  }
}
