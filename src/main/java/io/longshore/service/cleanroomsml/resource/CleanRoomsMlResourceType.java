package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import java.util.Arrays;
import java.util.Optional;

/** The types of resources. */
public enum CleanRoomsMlResourceType {
  TRAINING_DATASET("training-dataset"),
  AUDIENCE_MODEL("audience-model"),
  CONFIGURED_AUDIENCE_MODEL("configured-audience-model"),
  GENERATION_JOB("audience-generation-job");

  private static final String SERVICE = "cleanrooms-ml";

  private final String path;

  CleanRoomsMlResourceType(String path) {
    this.path = path;
  }

  /** The first part of the ARN's resource, and the type's name in the database. */
  String path() {
    return path;
  }

  /** The type's name in messages. */
  public String noun() {
    return path.replace('-', ' ');
  }

  /** The ARN of that id in the owner's account and region. */
  String arn(Principal owner, String id) {
    return arn(owner.account(), owner.region(), id);
  }

  String arn(String account, String region, String id) {
    return new Arn(SERVICE, region, account, path + "/" + id).toString();
  }

  /** The type of a path or of an ARN's resource. */
  static Optional<CleanRoomsMlResourceType> of(String resource) {
    String first = resource.split("/", 2)[0];
    return Arrays.stream(values()).filter(kind -> kind.path.equals(first)).findFirst();
  }
}
