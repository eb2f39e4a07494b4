package io.longshore.service.dataexchange;

/** The model's ResourceType: what an error is about. */
enum ResourceType {
  DATA_SET,
  REVISION,
  ASSET,
  JOB,
  EVENT_ACTION,
  DATA_GRANT
}
