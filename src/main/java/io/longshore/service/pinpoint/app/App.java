package io.longshore.service.pinpoint.app;

import io.longshore.api.Arn;
import io.longshore.service.resource.ListPosition;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * An app, which has endpoints, segments and jobs.
 *
 * @param id 32 lower-case hex digits
 * @param endpoints the container of pinpoint_endpoint that has its endpoints
 */
public record App(
    String id,
    String account,
    String region,
    String name,
    JsonObject tags,
    Instant createdAt,
    String endpoints) {

  /** A new app, whose endpoints are stored under its id. */
  App(String id, String account, String region, String name, JsonObject tags, Instant createdAt) {
    this(id, account, region, name, tags, createdAt, id);
  }

  /** Pinpoint's ApplicationResponse. */
  JsonObject describe() {
    return new JsonObject()
        .put("Arn", new Arn("mobiletargeting", region, account, "apps/" + id).toString())
        .put("CreationDate", Timestamps.text(createdAt))
        .put("Id", id)
        .put("Name", name)
        .put("tags", tags);
  }

  /** The ARN of a resource of the app, for example {@code segments/<id>}. */
  public String arnOf(String inner) {
    return new Arn("mobiletargeting", region, account, "apps/" + id + "/" + inner).toString();
  }

  /** The position in a list by creation. */
  String position() {
    return new ListPosition(createdAt, id).toString();
  }
}
