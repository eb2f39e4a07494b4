package io.longshore.operator.overview;

import io.longshore.engine.history.JobThroughput;
import io.vertx.core.json.JsonObject;

/** Writes rates as the contract's RowsPerSecond and BytesPerSecond, without those not known. */
public final class PaceDescription {

  private PaceDescription() {}

  public static JsonObject json(JobThroughput pace) {
    JsonObject json = new JsonObject();
    pace.rowsPerSecond().ifPresent(rows -> json.put("RowsPerSecond", rows));
    pace.bytesPerSecond().ifPresent(bytes -> json.put("BytesPerSecond", bytes));
    return json;
  }
}
