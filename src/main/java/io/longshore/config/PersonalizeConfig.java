package io.longshore.config;

/**
 * Which of AWS's limits of Personalize are enforced.
 *
 * @param quotas whether quotas are enforced: schemas, dataset groups, pending jobs, sizes of files
 * @param datasetGroups dataset groups of an account in a region if quotas are enforced; at least 1
 * @param floors whether an import of interactions needs at least 1,000 rows
 */
public record PersonalizeConfig(boolean quotas, int datasetGroups, boolean floors) {

  public PersonalizeConfig {
    if (datasetGroups < 1) {
      throw new IllegalArgumentException(
          "personalize.datasetGroups must be at least 1, was " + datasetGroups);
    }
  }

  public static PersonalizeConfig defaults() {
    return new PersonalizeConfig(true, 5, false);
  }
}
