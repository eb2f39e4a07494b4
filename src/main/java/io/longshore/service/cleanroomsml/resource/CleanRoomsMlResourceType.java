package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import java.util.Arrays;
import java.util.Optional;

/** What has an ARN. */
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

  /** The first part of the ARN's resource, which the database knows the kind by. */
  String path() {
    return path;
  }

  /** As people say it. */
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

  /** The kind of that path, or of an ARN's resource. */
  static Optional<CleanRoomsMlResourceType> of(String resource) {
    String first = resource.split("/", 2)[0];
    return Arrays.stream(values()).filter(kind -> kind.path.equals(first)).findFirst();
  }
}
