package io.longshore.service.cleanroomsml.resource;

import io.longshore.job.Phase;

/** The names of the job types, and the statuses of their jobs as users see them. */
public final class CleanRoomsMlJobStatus {

  public static final String TRAINING = "cleanroomsml.training";
  public static final String GENERATION = "cleanroomsml.generation";
  public static final String EXPORT = "cleanroomsml.export";
  static final String REMOVAL = "cleanroomsml.removal";

  private CleanRoomsMlJobStatus() {}

  public static String word(Phase phase) {
    return switch (phase) {
      case CREATED, CLAIMED -> "CREATE_PENDING";
      case STARTING, WORKING, WAITING, COMMITTING, FAILING, CANCELLING -> "CREATE_IN_PROGRESS";
      case SUCCEEDED -> "ACTIVE";
      case FAILED, CANCELLED -> "CREATE_FAILED";
    };
  }
}
