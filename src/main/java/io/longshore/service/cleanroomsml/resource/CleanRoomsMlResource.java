package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A resource.
 *
 * @param parent the ARN of the resource that it was created from: a model's training dataset, a
 *     configured model's model, a generation job's configured model
 * @param uid the last part of the ARN; of a model and a generation job also the id of its job
 * @param shared whether it is the configured model owner's view of a job that another account
 *     started
 * @param collaboration the collaboration that a generation job belongs to
 * @param status ACTIVE, or how its deletion stands; before a job has succeeded the engine says more
 * @param body what else its users get of it
 * @param tags key to value
 */
public record CleanRoomsMlResource(
    CleanRoomsMlResourceType kind,
    String arn,
    String account,
    String region,
    String name,
    Optional<String> parent,
    String uid,
    boolean shared,
    Optional<String> collaboration,
    String status,
    JsonObject body,
    JsonObject tags,
    Instant createdAt,
    Instant changedAt) {

  public static final String ACTIVE = "ACTIVE";
  static final String DELETE_PENDING = "DELETE_PENDING";
  static final String DELETE_IN_PROGRESS = "DELETE_IN_PROGRESS";

  /** A new resource without a parent. */
  public static CleanRoomsMlResource made(
      CleanRoomsMlResourceType kind,
      Principal owner,
      String uid,
      JsonObject body,
      JsonObject tags,
      Instant now) {
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    return new CleanRoomsMlResource(
        kind,
        kind.arn(owner, uid),
        owner.account(),
        owner.region(),
        body.getString("name"),
        Optional.empty(),
        uid,
        false,
        Optional.empty(),
        ACTIVE,
        body,
        tags,
        at,
        at);
  }

  /** The same with a parent and a collaboration. */
  public CleanRoomsMlResource of(String newParent, Optional<String> newCollaboration) {
    return new CleanRoomsMlResource(
        kind,
        arn,
        account,
        region,
        name,
        Optional.of(newParent),
        uid,
        shared,
        newCollaboration,
        status,
        body,
        tags,
        createdAt,
        changedAt);
  }

  /** The same as the other account sees it, with an ARN, a name and tags of that account. */
  public CleanRoomsMlResource seenBy(String otherAccount, JsonObject otherTags) {
    return new CleanRoomsMlResource(
        kind,
        kind.arn(otherAccount, region, uid),
        otherAccount,
        region,
        account + "-" + name,
        parent,
        uid,
        true,
        collaboration,
        status,
        body,
        otherTags,
        createdAt,
        changedAt);
  }

  public boolean isBeingDeleted() {
    return !status.equals(ACTIVE);
  }

  /** The refusal of an operation because of the resource's state. */
  public ApiError conflict(String why) {
    return CleanRoomsMlError.CONFLICT.because("The " + kind.noun() + " " + arn + " " + why);
  }

  /** The refusal when the account has another resource of that name. */
  public ApiError taken() {
    return CleanRoomsMlError.CONFLICT.because(
        "You have another %s with the name '%s'".formatted(kind.noun(), name));
  }

  /** The members that all descriptions and summaries have. */
  public JsonObject described(String arnMember) {
    JsonObject described =
        new JsonObject()
            .put(arnMember, arn)
            .put("name", name)
            .put("status", status)
            .put("createTime", Timestamps.text(createdAt))
            .put("updateTime", Timestamps.text(changedAt));
    return copied(described, "description");
  }

  /** The description with those members of the body that are present. */
  public JsonObject copied(JsonObject described, String... members) {
    return JsonMembers.copy(body, described, members);
  }

  /** The position in a list by creation. */
  public String position() {
    return createdAt.toEpochMilli() + " " + arn;
  }
}
