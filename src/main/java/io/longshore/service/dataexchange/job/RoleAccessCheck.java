package io.longshore.service.dataexchange.job;

import io.longshore.api.Principal;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.asset.KeyPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Checks that the account's role may use the places that a request names. */
public final class RoleAccessCheck {

  private RoleAccessCheck() {}

  /**
   * Refuses places that it may not use. Keys that are made of assets' names are checked when the
   * names are known.
   */
  static void require(AssetBucket bucket, Principal who, JsonObject details) {
    for (JsonObject source : list(details, "AssetSources")) {
      if (source.containsKey("Bucket")) { // data shares have none
        bucket.require(who.account(), source.getString("Bucket"), source.getString("Key"));
      }
    }
    for (JsonObject to : list(details, "RevisionDestinations")) {
      revision(bucket, who, to);
    }
    if (details.containsKey("RoleArn")) { // of a Lake Formation request
      bucket.requireOwn(who.account(), details.getString("RoleArn"));
    }
  }

  /** The same for one RevisionDestination. */
  public static void revision(AssetBucket bucket, Principal who, JsonObject to) {
    String prefix = new KeyPattern(to.getString("KeyPattern")).prefix();
    bucket.require(who.account(), to.getString("Bucket"), prefix);
  }

  private static Iterable<JsonObject> list(JsonObject details, String member) {
    return details.getJsonArray(member, new JsonArray()).stream().map(JsonObject.class::cast)
        ::iterator;
  }
}
