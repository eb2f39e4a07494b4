package io.longshore.service.dataexchange;

import java.util.UUID;

/** Ids of data sets, revisions, assets, event actions and data grants. */
final class Ids {

  private Ids() {}

  /** 32 lower-case hex digits. */
  static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
