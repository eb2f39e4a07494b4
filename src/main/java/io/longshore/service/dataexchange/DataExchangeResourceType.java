package io.longshore.service.dataexchange;

/** The model's DataExchangeResourceType: what an error is about. */
public enum DataExchangeResourceType {
  DATA_SET,
  REVISION,
  ASSET,
  JOB,
  EVENT_ACTION,
  DATA_GRANT
}
