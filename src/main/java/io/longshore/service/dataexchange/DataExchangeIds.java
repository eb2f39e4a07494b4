package io.longshore.service.dataexchange;

import java.util.UUID;

/** Ids of data sets, revisions, assets, event actions and data grants. */
public final class DataExchangeIds {

  private DataExchangeIds() {}

  /** 32 lower-case hex digits. */
  public static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
