package io.longshore.service.dataexchange.event;

import io.longshore.api.Arn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * An account that sees a data set.
 *
 * @param dataSet the account's id of the data set
 * @param isOwner whether the data set is the account's own, not granted
 */
record DataSetViewer(
    String account, String region, String dataSet, String name, String assetType, boolean isOwner) {

  /** The ARN, which has no account when the data set was granted. */
  String arn() {
    String owner = isOwner ? account : "";
    return new Arn("dataexchange", region, owner, "data-sets/" + dataSet).toString();
  }

  /** The member DataSets of an event. */
  JsonArray dataSets() {
    return dataSets(dataSet, name);
  }

  static JsonArray dataSets(String id, String name) {
    return new JsonArray().add(new JsonObject().put("Id", id).put("Name", name));
  }
}
