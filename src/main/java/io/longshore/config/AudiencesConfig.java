package io.longshore.config;

/**
 * The minimum size of a training table for an audience model; 0 for no minimum.
 *
 * @param minUsers distinct users; AWS requires 100,000
 * @param minInteractions distinct interactions of a user with an item; AWS requires 1,000,000
 */
public record AudiencesConfig(long minUsers, long minInteractions) {

  public static AudiencesConfig defaults() {
    return new AudiencesConfig(0, 0);
  }
}
