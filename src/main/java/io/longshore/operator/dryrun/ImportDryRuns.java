package io.longshore.operator.dryrun;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncSemaphore;
import io.longshore.operator.OperatorError;
import io.longshore.operator.ServiceAuthorization;
import io.longshore.service.ImportDryRun;
import io.longshore.store.Postgres;
import io.longshore.transfer.dryrun.DryRunLimits;
import io.longshore.transfer.dryrun.GivenFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The operation DryRunImport. One object serves all event loops. */
public final class ImportDryRuns {

  /** Leaves processors for jobs and calls: a dry run keeps one busy. */
  private static final int MOST_AT_ONCE = 4;

  private static final long ROWS = 100_000;
  private static final long BYTES = 64L << 20;
  private static final long SECONDS = 10;
  private static final int SAMPLES = 10;
  private static final int REJECTIONS = 100;

  private final Vertx vertx;
  private final Postgres postgres;
  private final List<ImportDryRun> dryRuns;
  private final AsyncSemaphore slots = new AsyncSemaphore(MOST_AT_ONCE);

  /**
   * @param dryRuns of all services
   */
  public ImportDryRuns(Vertx vertx, Postgres postgres, List<ImportDryRun> dryRuns) {
    this.vertx = vertx;
    this.postgres = postgres;
    this.dryRuns = dryRuns;
  }

  /** Responds when the run ends; the run stops when the caller closes the connection. */
  public Future<ServiceResponse> run(Call call) {
    ImportDryRun dryRun = dryRun(call.body());
    JsonObject request = call.body().getJsonObject(dryRun.member());
    Optional<GivenFile> file = file(call.body().getJsonObject("File"));
    if (file.isEmpty()) {
      requirePlace(dryRun, request);
    }
    return ServiceAuthorization.require(
            postgres, call, dryRun.creation(call.principal(), request), call.principal().region())
        .map(allowed -> begun(call, dryRun, request, file));
  }

  private ServiceResponse begun(
      Call call, ImportDryRun dryRun, JsonObject request, Optional<GivenFile> file) {
    if (!slots.tryAcquire()) {
      throw OperatorError.THROTTLING.because(
          "%d dry runs are in progress on this replica, the most at once; try again in a moment"
              .formatted(MOST_AT_ONCE));
    }
    DryRun run = new DryRun(vertx, dryRun, limits(call.body()));
    run.begin(call.principal(), request, file).onComplete(ended -> slots.release());
    return ServiceResponse.continued(run);
  }

  private ImportDryRun dryRun(JsonObject body) {
    List<ImportDryRun> named =
        dryRuns.stream().filter(dryRun -> body.containsKey(dryRun.member())).toList();
    if (named.size() != 1) {
      throw invalid(
          "The request must have one of the members %s, and has %d"
              .formatted(
                  dryRuns.stream().map(ImportDryRun::member).collect(Collectors.joining(", ")),
                  named.size()));
    }
    return named.get(0);
  }

  private static void requirePlace(ImportDryRun dryRun, JsonObject request) {
    List<String> missing =
        dryRun.place().stream().filter(member -> !request.containsKey(member)).toList();
    if (!missing.isEmpty()) {
      throw invalid(
          "%s must have %s, unless File has the content"
              .formatted(dryRun.member(), String.join(" and ", missing)));
    }
  }

  private static Optional<GivenFile> file(JsonObject file) {
    if (file == null) {
      return Optional.empty();
    }
    try {
      byte[] content = Base64.getDecoder().decode(file.getString("Content"));
      return Optional.of(
          new GivenFile(file.getString("Name"), content, file.getBoolean("Truncated", false)));
    } catch (IllegalArgumentException none) {
      throw invalid("File.Content must be Base64: " + none.getMessage());
    }
  }

  private static DryRunLimits limits(JsonObject body) {
    return new DryRunLimits(
        body.getLong("MaxRows", ROWS),
        body.getLong("MaxBytes", BYTES),
        Duration.ofSeconds(body.getLong("MaxSeconds", SECONDS)),
        body.getInteger("MaxSamples", SAMPLES),
        body.getInteger("MaxRejectedRows", REJECTIONS));
  }

  private static ApiError invalid(String reason) {
    return OperatorError.VALIDATION.because(reason);
  }
}
