package io.longshore.service.dataexchange;

/** The types of resources that errors name: the model's ResourceType. */
public enum DataExchangeResourceType {
  DATA_SET,
  REVISION,
  ASSET,
  JOB,
  EVENT_ACTION,
  DATA_GRANT
}
