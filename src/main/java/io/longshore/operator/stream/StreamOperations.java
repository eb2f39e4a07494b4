package io.longshore.operator.stream;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.feed.FeedPosition;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.operator.AccountScope;
import io.longshore.operator.JobFilters;
import io.longshore.operator.OperatorError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The operation StreamEvents: streams the changes of one job, or of the jobs of a filter. */
public final class StreamOperations {

  private final ChangeFeed feed;
  private final AccountScope scope;

  public StreamOperations(ChangeFeed feed, AccountScope scope) {
    this.feed = feed;
    this.scope = scope;
  }

  /**
   * Opens a stream. Responds without content when the client has all events of a job that has
   * ended: then a browser does not connect again.
   */
  public Future<ServiceResponse> stream(Call call) {
    Optional<FeedPosition> after = lastEventId(call);
    Optional<JobId> job = Optional.ofNullable(call.parameter("jobId")).map(StreamOperations::job);
    WatchFilter filter = new WatchFilter(job, JobFilters.of(call, scope), true);
    if (job.isEmpty()) {
      return open(call, filter, after).map(ServiceResponse::continued);
    }
    return visible(call, job.get())
        .compose(
            summary -> open(call, filter, after).compose(watch -> begin(watch, after, summary)));
  }

  private Future<JobWatch> open(Call call, WatchFilter filter, Optional<FeedPosition> after) {
    return feed.open(call.principal().account(), filter, after);
  }

  private static Future<ServiceResponse> begin(
      JobWatch watch, Optional<FeedPosition> after, JsonObject summary) {
    if (after.isEmpty()) {
      watch.first(summary);
      return Future.succeededFuture(ServiceResponse.continued(watch));
    }
    if (!JobState.valueOf(summary.getString("State")).isFinal()) {
      return Future.succeededFuture(ServiceResponse.continued(watch));
    }
    return watch
        .hasMissed()
        .onFailure(failure -> watch.close())
        .map(
            missed -> {
              if (missed) {
                return ServiceResponse.continued(watch);
              }
              watch.close();
              return ServiceResponse.noContent();
            });
  }

  private Future<JsonObject> visible(Call call, JobId id) {
    return feed.summaries()
        .of(List.of(id))
        .map(
            found ->
                found.stream()
                    .filter(job -> scope.sees(call.principal(), job.getString("Account")))
                    .findFirst()
                    .orElseThrow(() -> OperatorError.unknownJob(id.toString())));
  }

  private static JobId job(String text) {
    return JobId.parse(text).orElseThrow(() -> OperatorError.unknownJob(text));
  }

  /**
   * @throws ApiError if the id is none of a stream
   */
  private static Optional<FeedPosition> lastEventId(Call call) {
    String header = call.parameter("Last-Event-ID");
    String text = header == null ? call.parameter("lastEventId") : header;
    return Optional.ofNullable(text)
        .map(
            id ->
                FeedPosition.parse(id)
                    .orElseThrow(
                        () ->
                            OperatorError.VALIDATION.because(
                                "Last-Event-ID is not the id of an event of StreamEvents.")));
  }
}
