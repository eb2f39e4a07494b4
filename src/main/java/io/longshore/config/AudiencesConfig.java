package io.longshore.config;

/**
 * How much a training table must hold at least to make an audience model; 0 for anything.
 *
 * @param minUsers distinct users; AWS wants 100,000
 * @param minInteractions distinct interactions of a user with an item; AWS wants 1,000,000
 */
public record AudiencesConfig(long minUsers, long minInteractions) {

  public static AudiencesConfig defaults() {
    return new AudiencesConfig(0, 0);
  }
}
