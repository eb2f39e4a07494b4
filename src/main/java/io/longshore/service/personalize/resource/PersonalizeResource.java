package io.longshore.service.personalize.resource;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.service.personalize.PersonalizeError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What has an ARN.
 *
 * @param parent the ARN of what it belongs to: a group's, or a job's dataset
 * @param schema the ARN of a dataset's schema
 * @param uid another one for each that ever had the ARN; what its rows, events or job are found by
 * @param status as its users see it; a job's is the engine's to say
 * @param body what else its users get of it
 * @param tags objects of {@code tagKey} and {@code tagValue}
 */
public record PersonalizeResource(
    PersonalizeResourceType kind,
    String arn,
    String account,
    String region,
    String name,
    Optional<String> parent,
    Optional<String> schema,
    String uid,
    String status,
    JsonObject body,
    JsonArray tags,
    Instant createdAt,
    Instant changedAt) {

  public static final String ACTIVE = "ACTIVE";
  static final String DELETE_PENDING = "DELETE PENDING";
  static final String DELETE_IN_PROGRESS = "DELETE IN_PROGRESS";

  /** A new one that belongs to nothing, with an ARN of its name. */
  public static PersonalizeResource made(
      PersonalizeResourceType kind,
      Principal owner,
      String name,
      JsonObject body,
      JsonArray tags,
      Instant now) {
    return made(kind, kind.arn(owner, name), owner, name, body, tags, now);
  }

  /** A new one that belongs to nothing. */
  public static PersonalizeResource made(
      PersonalizeResourceType kind,
      String arn,
      Principal owner,
      String name,
      JsonObject body,
      JsonArray tags,
      Instant now) {
    return new PersonalizeResource(
        kind,
        arn,
        owner.account(),
        owner.region(),
        name,
        Optional.empty(),
        Optional.empty(),
        UUID.randomUUID().toString(),
        ACTIVE,
        body,
        tags,
        now,
        now);
  }

  /** The same, belonging to that. */
  public PersonalizeResource of(String newParent, Optional<String> newSchema) {
    return of(newParent, newSchema, uid);
  }

  /** The same, belonging to that, and found by that. */
  PersonalizeResource of(String newParent, Optional<String> newSchema, String newUid) {
    return new PersonalizeResource(
        kind,
        arn,
        account,
        region,
        name,
        Optional.of(newParent),
        newSchema,
        newUid,
        status,
        body,
        tags,
        createdAt,
        changedAt);
  }

  /** This one if it may be used; fails while it is being deleted. */
  public PersonalizeResource usable() {
    if (!status.equals(ACTIVE)) {
      throw inUse("is in the state " + status);
    }
    return this;
  }

  public ApiError inUse(String why) {
    return PersonalizeError.IN_USE.because("The " + kind.noun() + " " + arn + " " + why + ".");
  }

  public ApiError exists() {
    return PersonalizeError.ALREADY_EXISTS.because(
        "Another resource with Arn " + arn + " already exists.");
  }

  /** In AWS's words, which its clients compare. */
  public static ApiError unknown(String arn) {
    return PersonalizeError.NOT_FOUND.because("Resource Arn " + arn + " does not exist.");
  }

  /** What all descriptions and summaries have, under the names of the kind. */
  public JsonObject times(JsonObject described) {
    return described
        .put("creationDateTime", seconds(createdAt))
        .put("lastUpdatedDateTime", seconds(changedAt));
  }

  /** Epoch seconds with milliseconds as a fraction. */
  public static BigDecimal seconds(Instant at) {
    return BigDecimal.valueOf(at.toEpochMilli(), 3);
  }

  /** Where it stands in a list. */
  public String position() {
    return createdAt.toEpochMilli() + " " + arn;
  }
}
