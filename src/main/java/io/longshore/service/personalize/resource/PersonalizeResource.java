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
 * A resource.
 *
 * @param parent the ARN of the dataset's or tracker's group, or of the job's dataset
 * @param schema the ARN of a dataset's schema
 * @param uid identifies its rows, events or job; different for every resource that ever had the ARN
 * @param status as users see it; for a job, the engine has the status
 * @param body the other members of its description
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

  /** A new resource without a parent; its ARN is made of its name. */
  public static PersonalizeResource made(
      PersonalizeResourceType kind,
      Principal owner,
      String name,
      JsonObject body,
      JsonArray tags,
      Instant now) {
    return made(kind, kind.arn(owner, name), owner, name, body, tags, now);
  }

  /** A new resource without a parent. */
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

  /** The same with a parent and a schema. */
  public PersonalizeResource of(String newParent, Optional<String> newSchema) {
    return of(newParent, newSchema, uid);
  }

  /** The same with a parent, a schema and a uid. */
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

  /** This resource; fails while it is being deleted. */
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

  /** The refusal in AWS's words, which clients compare. */
  public static ApiError unknown(String arn) {
    return PersonalizeError.NOT_FOUND.because("Resource Arn " + arn + " does not exist.");
  }

  /** Adds the times, which all descriptions and summaries have. */
  public JsonObject times(JsonObject described) {
    return described
        .put("creationDateTime", seconds(createdAt))
        .put("lastUpdatedDateTime", seconds(changedAt));
  }

  /** Epoch seconds with milliseconds as a fraction. */
  public static BigDecimal seconds(Instant at) {
    return BigDecimal.valueOf(at.toEpochMilli(), 3);
  }

  /** The position in a list by creation. */
  public String position() {
    return createdAt.toEpochMilli() + " " + arn;
  }
}
