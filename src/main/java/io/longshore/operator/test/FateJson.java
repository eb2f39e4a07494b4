package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.engine.fate.Fate;
import io.longshore.engine.fate.Fate.Action;
import io.longshore.engine.fate.Fate.FatedJob;
import io.longshore.engine.fate.Fate.Listed;
import io.longshore.engine.fate.Fate.Match;
import io.longshore.engine.fate.Fate.S3Error;
import io.longshore.job.Phase;
import io.longshore.operator.OperatorError;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** Fates as the members of the contract. */
final class FateJson {

  private static final JsonObject NOTHING = new JsonObject();
  private static final int UNAVAILABLE = 503;

  private FateJson() {}

  /**
   * Reads a CreateFateRequest.
   *
   * @throws ApiError if its members do not fit each other
   */
  static Fate read(String account, JsonObject body) {
    Action action = Action.valueOf(body.getString("Do"));
    JsonObject at = body.getJsonObject("At", NOTHING);
    requireFit(body, action, at);
    return new Fate(
        0,
        account,
        match(body.getJsonObject("Match", NOTHING)),
        action,
        phase(action, at),
        Optional.ofNullable(at.getLong("Row")),
        Optional.ofNullable(at.getInteger("Piece")),
        Optional.ofNullable(body.getString("Reason")),
        Optional.ofNullable(body.getLong("DelayMillis")).map(Duration::ofMillis),
        action == Action.S3 ? Optional.of(s3(body)) : Optional.empty(),
        body.getInteger("Times", 1),
        false,
        Optional.empty());
  }

  private static void requireFit(JsonObject body, Action action, JsonObject at) {
    requireOnly(body, "Reason", action, Action.FAIL);
    requireOnly(body, "DelayMillis", action, Action.SLOW);
    requireOnly(body, "S3Error", action, Action.S3);
    if (action == Action.SLOW && !body.containsKey("DelayMillis")) {
      throw OperatorError.VALIDATION.because("SLOW needs DelayMillis, the time that jobs wait");
    }
    if (at.containsKey("Row") && at.containsKey("Phase")) {
      throw OperatorError.VALIDATION.because(
          "At has Phase and Row: it happens in a phase or at a row, so give one of them");
    }
  }

  /** Requests to S3 fail from the beginning of a job, unless the fate says where. */
  private static Phase phase(Action action, JsonObject at) {
    Phase usual = action == Action.S3 ? Phase.CREATED : Phase.WORKING;
    return Phase.valueOf(at.getString("Phase", usual.name()));
  }

  private static void requireOnly(JsonObject body, String member, Action action, Action only) {
    if (body.containsKey(member) && action != only) {
      throw OperatorError.VALIDATION.because(
          "%s has no meaning with %s: it belongs to %s".formatted(member, action, only));
    }
  }

  private static Match match(JsonObject match) {
    return new Match(
        Optional.ofNullable(match.getString("Service")),
        Optional.ofNullable(match.getString("Type")),
        Optional.ofNullable(match.getString("Name")));
  }

  private static S3Error s3(JsonObject body) {
    JsonObject error = body.getJsonObject("S3Error", NOTHING);
    return new S3Error(
        error.getInteger("StatusCode", UNAVAILABLE),
        error.getString("Code", "SlowDown"),
        Optional.ofNullable(error.getString("Request")));
  }

  /** Writes the members of Fate. */
  static JsonObject write(Listed listed) {
    Fate fate = listed.fate();
    JsonObject json =
        new JsonObject()
            .put("FateId", Long.toString(fate.id()))
            .put("Account", fate.account())
            .put("Match", match(fate.match()))
            .put("Do", fate.action().name())
            .put("At", at(fate))
            .put("Times", fate.times())
            .put("Left", listed.left())
            .put("Released", fate.released());
    fate.createdAt().ifPresent(at -> json.put("CreatedAt", Timestamps.text(at)));
    fate.reason().ifPresent(reason -> json.put("Reason", reason));
    fate.delay().ifPresent(delay -> json.put("DelayMillis", delay.toMillis()));
    fate.s3().ifPresent(error -> json.put("S3Error", s3(error)));
    JsonArray jobs = new JsonArray();
    listed.jobs().forEach(job -> jobs.add(job(job)));
    return json.put("Jobs", jobs);
  }

  private static JsonObject match(Match match) {
    JsonObject json = new JsonObject();
    match.service().ifPresent(service -> json.put("Service", service));
    match.type().ifPresent(type -> json.put("Type", type));
    match.name().ifPresent(name -> json.put("Name", name));
    return json;
  }

  private static JsonObject at(Fate fate) {
    JsonObject json = new JsonObject();
    fate.row()
        .ifPresentOrElse(row -> json.put("Row", row), () -> json.put("Phase", fate.phase().name()));
    fate.piece().ifPresent(piece -> json.put("Piece", piece));
    return json;
  }

  private static JsonObject s3(S3Error error) {
    JsonObject json = new JsonObject().put("StatusCode", error.status()).put("Code", error.code());
    error.request().ifPresent(request -> json.put("Request", request));
    return json;
  }

  private static JsonObject job(FatedJob job) {
    JsonObject json = new JsonObject().put("JobId", job.jobId()).put("Happened", job.happened());
    job.heldSince().ifPresent(since -> json.put("HeldSince", Timestamps.text(since)));
    return json;
  }
}
