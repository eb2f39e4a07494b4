package io.longshore.operator.stream;

import io.longshore.api.DelayedResponse;
import io.longshore.api.ServiceResponse;
import io.longshore.job.JobId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Has a call wait for the next event of a job, and then answers with the job as it is. */
public final class JobWaits {

  private final ChangeFeed feed;

  public JobWaits(ChangeFeed feed) {
    this.feed = feed;
  }

  /**
   * Responds with the job after its next event, or after a time. The watch begins before the job is
   * read, so that no event between the two is missed.
   *
   * @param account the caller's
   * @param read reads the body of the response
   * @param news whether a body is one to respond with at once
   */
  public Future<ServiceResponse> await(
      String account,
      JobId job,
      Duration within,
      Supplier<Future<JsonObject>> read,
      Predicate<JsonObject> news) {
    return feed.open(account, WatchFilter.eventsOf(job), Optional.empty())
        .compose(
            watch ->
                read.get()
                    .onFailure(failure -> watch.close())
                    .map(body -> respond(watch, within, read, news, body)));
  }

  private ServiceResponse respond(
      JobWatch watch,
      Duration within,
      Supplier<Future<JsonObject>> read,
      Predicate<JsonObject> news,
      JsonObject body) {
    if (news.test(body)) {
      watch.close();
      return ServiceResponse.ok(body);
    }
    return ServiceResponse.continued(new Wait(feed, watch, within, read));
  }

  /** A call that waits. */
  private record Wait(
      ChangeFeed feed, JobWatch watch, Duration within, Supplier<Future<JsonObject>> read)
      implements DelayedResponse {

    @Override
    public Future<ServiceResponse> response() {
      feed.after(within, watch::end);
      return watch.next().compose(events -> read.get()).map(ServiceResponse::ok);
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
