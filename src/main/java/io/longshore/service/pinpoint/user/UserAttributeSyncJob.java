package io.longshore.service.pinpoint.user;

import io.longshore.api.ApiError;
import io.longshore.async.AsyncLoop;
import io.longshore.async.AsyncRetry;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.app.AppQueueStore;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore;
import io.longshore.service.pinpoint.user.UserAttributeSyncStore.Looked;
import io.longshore.service.resource.InternalJobType;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives all endpoints of each user the same attributes, in an app whose endpoints may have been
 * written before that rule. No operation shows it, and it may run twice.
 */
public final class UserAttributeSyncJob extends InternalJobType {

  static final String NAME = "pinpoint.user-shares";

  private static final Logger log = LoggerFactory.getLogger(UserAttributeSyncJob.class);
  private static final int ENDPOINTS_A_LOOK = 2000;
  private static final int MOST_TRIES = 10;

  private final UserAttributeSyncStore users;
  private final EndpointRows endpoints;
  private final EndpointWriteStore writes;

  public UserAttributeSyncJob(Postgres postgres, RandomGenerator random) {
    super(NAME);
    this.users = new UserAttributeSyncStore(postgres);
    this.endpoints = new EndpointRows(postgres);
    this.writes = new EndpointWriteStore(postgres, random);
  }

  /** Creates a job for each app that is listed; returns how many. */
  public static Future<Integer> begin(Postgres postgres, JobStore jobs) {
    return new AppQueueStore(postgres, "pinpoint_share")
        .createJobs(
            jobs,
            app ->
                InternalJobType.newJob(
                    NAME,
                    app.account(),
                    app.region(),
                    app.id(),
                    new JsonObject(),
                    EndpointRows.PIECES.split(1)));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    return endpoints.container(job.container()).compose(home -> new Walk(home, outputs).all());
  }

  /** Processes an app's users in order. */
  private final class Walk {
    private final String home;
    private final Outputs outputs;
    private String after = "";
    private long looked;

    Walk(String home, Outputs outputs) {
      this.home = home;
      this.outputs = outputs;
    }

    Future<Outcome> all() {
      return AsyncLoop.whileTrue(
              () -> users.look(home, after, ENDPOINTS_A_LOOK).compose(this::some))
          .map(done -> new Outcome.Done(looked));
    }

    /** The last user is read again with those that follow, because it may have more endpoints. */
    private Future<Boolean> some(List<Looked> found) {
      if (found.isEmpty()) {
        return Future.succeededFuture(false);
      }
      boolean last = found.size() == 1;
      Deque<Looked> whole = new ArrayDeque<>(last ? found : found.subList(0, found.size() - 1));
      after = whole.getLast().user();
      looked += whole.size();
      outputs.report(looked);
      whole.removeIf(each -> !each.differ());
      return AsyncLoop.whileTrue(
              () ->
                  whole.isEmpty()
                      ? Future.succeededFuture(false)
                      : share(whole.remove().user()).map(true))
          .map(true);
    }

    private Future<Void> share(String user) {
      return AsyncRetry.untilTrue(
              MOST_TRIES,
              attempt -> writes.share(home, user),
              () -> Future.failedFuture("The same endpoints are written all the time"))
          .recover(
              failure -> {
                if (!(failure instanceof ApiError)) {
                  return Future.failedFuture(failure);
                }
                log.warn(
                    "container={} a user's endpoints stay apart: {}", home, failure.toString());
                return Future.succeededFuture();
              });
    }
  }
}
