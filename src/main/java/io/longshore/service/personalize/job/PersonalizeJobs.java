package io.longshore.service.personalize.job;

import io.longshore.job.Phase;

/** The names and statuses of Personalize's job types. */
public final class PersonalizeJobs {

  public static final String IMPORT = "personalize.import";
  public static final String EXPORT = "personalize.export";
  public static final String DELETION = "personalize.deletion";

  /** The engine's container of all jobs; their subject is the dataset. */
  public static final String CONTAINER = "personalize";

  private PersonalizeJobs() {}

  /** The status of an import or export job. */
  static String word(Phase phase) {
    return switch (phase) {
      case CREATED, CLAIMED -> "CREATE PENDING";
      case STARTING, WORKING, WAITING, COMMITTING, FAILING, CANCELLING -> "CREATE IN_PROGRESS";
      case SUCCEEDED -> "ACTIVE";
      case FAILED, CANCELLED -> "CREATE FAILED";
    };
  }

  /** The status of a data deletion job. */
  static String deletionWord(Phase phase) {
    return switch (phase) {
      case CREATED, CLAIMED -> "PENDING";
      case STARTING, WORKING, WAITING, COMMITTING, FAILING, CANCELLING -> "IN_PROGRESS";
      case SUCCEEDED -> "COMPLETED";
      case FAILED, CANCELLED -> "FAILED";
    };
  }
}
