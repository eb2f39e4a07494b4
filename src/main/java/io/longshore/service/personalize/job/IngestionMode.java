package io.longshore.service.personalize.job;

/** Which records of a dataset an export has. */
public enum IngestionMode {
  /** What imports brought. */
  BULK,
  /** What was put one by one. */
  PUT,
  /** Both. */
  ALL
}
