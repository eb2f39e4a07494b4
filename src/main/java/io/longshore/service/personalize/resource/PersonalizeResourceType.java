package io.longshore.service.personalize.resource;

import io.longshore.api.Arn;
import io.longshore.api.Principal;

/** The types of resources. An ARN is made of the resource's name, so clients can compute it. */
public enum PersonalizeResourceType {
  SCHEMA("schema"),
  DATASET_GROUP("dataset-group"),
  DATASET("dataset"),
  EVENT_TRACKER("event-tracker"),
  IMPORT_JOB("dataset-import-job"),
  EXPORT_JOB("dataset-export-job"),
  DELETION_JOB("data-deletion-job");

  private final String path;

  PersonalizeResourceType(String path) {
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

  /**
   * @param name for a dataset, its group's name and its type
   */
  public String arn(Principal owner, String name) {
    return new Arn("personalize", owner.region(), owner.account(), path + "/" + name).toString();
  }

  static PersonalizeResourceType of(String path) {
    for (PersonalizeResourceType kind : values()) {
      if (kind.path.equals(path)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("No kind of resource: " + path);
  }
}
