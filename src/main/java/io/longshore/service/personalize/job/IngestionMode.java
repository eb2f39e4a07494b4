package io.longshore.service.personalize.job;

/** The records of a dataset that an export has. */
public enum IngestionMode {
  /** The records of imports. */
  BULK,
  /** The records that calls put. */
  PUT,
  /** Both. */
  ALL
}
