package io.longshore.service.pinpoint.endpoint;

import io.longshore.async.AsyncLoop;
import io.longshore.async.AsyncRetry;
import io.longshore.job.Job;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.endpoint.EndpointRows.Line;
import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.service.pinpoint.user.UserAttributes;
import io.longshore.service.resource.InternalJobType;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Removes attributes from all endpoints of an app, some rows at a time. No operation shows it, and
 * it may run twice. Whether attributes that are written meanwhile are removed is not defined.
 */
public final class AttributeRemovalJob extends InternalJobType {

  public static final String NAME = "pinpoint.attribute-removal";
  private static final int ROWS_A_STATEMENT = 500;
  private static final int ROWS_A_WRITE = 100;
  private static final int MOST_TRIES = 10;

  private final EndpointRows rows;
  private final EndpointWriteStore writes;

  public AttributeRemovalJob(Postgres postgres, RandomGenerator random) {
    super(NAME);
    this.rows = new EndpointRows(postgres);
    this.writes = new EndpointWriteStore(postgres, random);
  }

  /** The job that removes the attributes of those names. */
  public static NewJob of(App app, AttributeNames names) {
    return InternalJobType.newJob(
        NAME, app.account(), app.region(), app.id(), names.spec(), EndpointRows.PIECES.split(1));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    AttributeNames names = AttributeNames.of(job.spec());
    return rows.container(job.container())
        .compose(
            container ->
                new BucketPager<>(
                        ROWS_A_STATEMENT, Line::id, EndpointRows.PIECES.of(piece), outputs)
                    .all(
                        (bucket, after) -> rows.some(container, bucket, after, ROWS_A_STATEMENT),
                        (bucket, lines) -> written(container, names, having(names, lines))));
  }

  private static List<String> having(AttributeNames names, List<Line> lines) {
    return lines.stream().filter(line -> names.in(line.line())).map(Line::id).toList();
  }

  private Future<Void> written(String container, AttributeNames names, List<String> ids) {
    return AsyncLoop.forEachBatch(ids, ROWS_A_WRITE, some -> merged(container, names, some));
  }

  /** Retries with locks, because other calls may write the same endpoints. */
  private Future<Void> merged(String container, AttributeNames names, List<String> ids) {
    return AsyncRetry.untilTrue(
        MOST_TRIES,
        attempt -> writes.merge(container, ids, attempt > 1, there -> without(names, there)),
        () -> Future.failedFuture("The same endpoints are written all the time"));
  }

  /**
   * A user's attributes are removed from all of the user's endpoints at once, because other
   * endpoints would restore them.
   */
  private static EndpointChange without(AttributeNames names, Map<String, Stored> there) {
    Map<String, EndpointRow> after = new LinkedHashMap<>();
    Map<String, JsonObject> given = new HashMap<>();
    there.forEach(
        (key, stored) -> {
          EndpointRow before = stored.row();
          EndpointRow row = EndpointRow.of(names.without(before.endpoint().copy()));
          after.put(key, row);
          row.userId()
              .ifPresent(
                  user ->
                      given
                          .computeIfAbsent(user, first -> new JsonObject())
                          .mergeIn(gone(before, row)));
        });
    return new EndpointChange(after, given);
  }

  private static JsonObject gone(EndpointRow before, EndpointRow after) {
    JsonObject gone = new JsonObject();
    UserAttributes.of(before.endpoint()).fieldNames().stream()
        .filter(name -> !UserAttributes.of(after.endpoint()).containsKey(name))
        .forEach(name -> gone.put(name, new JsonArray()));
    return gone;
  }
}
