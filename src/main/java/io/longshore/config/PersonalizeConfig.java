package io.longshore.config;

/**
 * Which of AWS's limits on Personalize hold here.
 *
 * @param quotas whether its quotas hold: schemas, dataset groups, pending jobs, sizes of files
 * @param datasetGroups that an account may have in a region while quotas hold; at least 1
 * @param floors whether an import of interactions needs {@code 1000} rows
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
