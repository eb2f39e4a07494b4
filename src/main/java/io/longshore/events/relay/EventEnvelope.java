package io.longshore.events.relay;

import io.longshore.events.outbox.ServiceEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Writes events in the envelope of EventBridge. */
final class EventEnvelope {

  /** The source of events of which AWS has none. */
  static final String SOURCE = "longshore";

  static final String JOB_STATE_CHANGE = "Longshore Job State Change";

  private EventEnvelope() {}

  /** The id of a job's event, the same whenever and wherever it is made. */
  static UUID id(JobChange change, String what) {
    String name = change.job() + "/" + change.seq() + "/" + what;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  static JsonObject of(UUID id, Instant at, ServiceEvent event) {
    return new JsonObject()
        .put("version", "0")
        .put("id", id.toString())
        .put("detail-type", event.detailType())
        .put("source", event.source())
        .put("account", event.account())
        .put("time", at.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("region", event.region())
        .put("resources", new JsonArray(event.resources()))
        .put("detail", event.detail());
  }

  /** The event that a job has changed its status. */
  static ServiceEvent of(JobChange change) {
    return new ServiceEvent(
        change.account(),
        change.region(),
        SOURCE,
        JOB_STATE_CHANGE,
        change.arn().map(List::of).orElse(List.of()),
        detail(change));
  }

  private static JsonObject detail(JobChange change) {
    JsonObject detail =
        new JsonObject()
            .put("jobId", change.job().toString())
            .put("service", change.type().split("\\.", 2)[0])
            .put("type", change.type())
            .put("container", change.container())
            .put("status", change.word())
            .put("phase", change.phase())
            .put("final", change.isFinal())
            .put("sequence", change.seq())
            .put("changedAt", millis(change.at()))
            .put("createdAt", millis(change.createdAt()));
    change.subject().ifPresent(subject -> detail.put("subject", subject));
    change.name().ifPresent(name -> detail.put("name", name));
    change.arn().ifPresent(arn -> detail.put("arn", arn));
    change.result().ifPresent(result -> put(detail, result));
    return detail;
  }

  private static void put(JsonObject detail, JobChange.Result result) {
    detail
        .put("finishedAt", millis(result.finishedAt()))
        .put("rows", result.rows())
        .put("rejectedRows", result.rejectedRows())
        .put("bytes", result.bytes());
    result
        .manifestBucket()
        .ifPresent(
            bucket ->
                detail.put(
                    "manifest",
                    new JsonObject()
                        .put("bucket", bucket)
                        .put("key", result.manifestKey().orElseThrow())));
    result.failure().ifPresent(failure -> detail.put("firstFailure", failure));
  }

  private static String millis(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
