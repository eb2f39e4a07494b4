package io.longshore.service.dataexchange.dataset;

import io.longshore.api.Arn;
import io.longshore.service.resource.ListPosition;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A data set as an account sees it.
 *
 * @param account the account that sees it: the owner, or the receiver of a data grant
 * @param source the owner's id of the data set; the same as the id for the owner
 * @param grant the data grant by which it is seen, if the account is not its owner
 */
public record DataSet(
    String id,
    String account,
    String region,
    String source,
    Optional<String> grant,
    String assetType,
    String name,
    String description,
    JsonObject tags,
    Instant createdAt,
    Instant updatedAt) {

  public boolean isOwned() {
    return grant.isEmpty();
  }

  /** The ARN, which has no account when the data set was granted. */
  public String arn() {
    return new Arn("dataexchange", region, isOwned() ? account : "", "data-sets/" + id).toString();
  }

  /** The model's DataSetEntry. */
  JsonObject entry() {
    JsonObject body =
        new JsonObject()
            .put("Arn", arn())
            .put("AssetType", assetType)
            .put("CreatedAt", Timestamps.text(createdAt))
            .put("Description", description)
            .put("Id", id)
            .put("Name", name)
            .put("Origin", isOwned() ? "OWNED" : "ENTITLED");
    grant.ifPresent(by -> body.put("OriginDetails", new JsonObject().put("DataGrantId", by)));
    return body.put("UpdatedAt", Timestamps.text(updatedAt));
  }

  /** The entry with the tags, which only the owner has. */
  JsonObject describe() {
    return isOwned() ? entry().put("Tags", tags) : entry();
  }

  /** The position in a list by creation. */
  public String position() {
    return new ListPosition(createdAt, id).toString();
  }
}
