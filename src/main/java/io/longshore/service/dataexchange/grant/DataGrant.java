package io.longshore.service.dataexchange.grant;

import io.longshore.api.Arn;
import io.longshore.service.resource.ListPosition;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A grant of a data set to another account.
 *
 * @param account the sender
 * @param source the data set's id for the sender
 * @param dataSet the data set's id for the receiver
 */
record DataGrant(
    String id,
    String account,
    String region,
    String receiver,
    String scope,
    String name,
    Optional<String> description,
    String source,
    String dataSet,
    JsonObject tags,
    Optional<Instant> endsAt,
    Optional<Instant> acceptedAt,
    Instant createdAt,
    Instant updatedAt) {

  String arn() {
    return new Arn("dataexchange", region, account, "data-grants/" + id).toString();
  }

  /** The list entry for the receiver. */
  JsonObject received() {
    JsonObject body =
        new JsonObject()
            .put("Name", name)
            .put("SenderPrincipal", account)
            .put("ReceiverPrincipal", receiver)
            .put(
                "AcceptanceState",
                acceptedAt.isPresent() ? "ACCEPTED" : "PENDING_RECEIVER_ACCEPTANCE");
    acceptedAt.ifPresent(at -> body.put("AcceptedAt", Timestamps.text(at)));
    endsAt.ifPresent(at -> body.put("EndsAt", Timestamps.text(at)));
    return body.put("DataSetId", dataSet)
        .put("Id", id)
        .put("Arn", arn())
        .put("CreatedAt", Timestamps.text(createdAt))
        .put("UpdatedAt", Timestamps.text(updatedAt));
  }

  /** The description for the receiver. */
  JsonObject describeReceived() {
    JsonObject body = received().put("GrantDistributionScope", scope);
    description.ifPresent(text -> body.put("Description", text));
    return body;
  }

  /** The list entry for the sender. */
  JsonObject sent() {
    return received().put("SourceDataSetId", source);
  }

  /** The description for the sender. */
  JsonObject describeSent() {
    return describeReceived().put("SourceDataSetId", source).put("Tags", tags);
  }

  /** The position in a list by creation. */
  public String position() {
    return new ListPosition(createdAt, id).toString();
  }
}
