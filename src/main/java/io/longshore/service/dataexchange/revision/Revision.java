package io.longshore.service.dataexchange.revision;

import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.resource.ListPosition;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** A revision of a data set: assets that are published together when it is finalized. */
public record Revision(
    String id,
    Optional<String> comment,
    boolean finalized,
    Optional<Revocation> revocation,
    JsonObject tags,
    Instant createdAt,
    Instant updatedAt) {

  /** The revocation of a revision. */
  public record Revocation(Instant at, String comment) {}

  public boolean isRevoked() {
    return revocation.isPresent();
  }

  /** Whether its assets may be added, renamed and deleted. */
  public boolean isOpen() {
    return !finalized;
  }

  String arn(DataSet set) {
    return set.arn() + "/revisions/" + id;
  }

  /** The model's RevisionEntry for an account that sees the data set. */
  JsonObject entry(DataSet set) {
    JsonObject body = new JsonObject().put("Arn", arn(set));
    comment.ifPresent(text -> body.put("Comment", text));
    body.put("CreatedAt", Timestamps.text(createdAt))
        .put("DataSetId", set.id())
        .put("Finalized", finalized)
        .put("Id", id)
        .put("Revoked", isRevoked());
    revocation.ifPresent(
        taken ->
            body.put("RevocationComment", taken.comment())
                .put("RevokedAt", Timestamps.text(taken.at())));
    return body.put("UpdatedAt", Timestamps.text(updatedAt));
  }

  /** The entry with the tags, which only the owner has. */
  JsonObject describe(DataSet set) {
    return set.isOwned() ? entry(set).put("Tags", tags) : entry(set);
  }

  /** The position in a list by creation. */
  public String position() {
    return new ListPosition(createdAt, id).toString();
  }
}
