package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.PinpointTimestamps;
import io.longshore.service.pinpoint.user.UserAttributes;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * An endpoint's row: the line that readers get, and the other columns.
 *
 * @param userId the line's user id, for look-ups
 * @param address a number for channel and address; empty unless the endpoint is active
 * @param terms see {@link EndpointSearchTerms#literal}
 * @param activeAt when it was last active, for recency
 */
public record EndpointRow(
    JsonObject endpoint,
    String line,
    Optional<String> userId,
    Optional<Long> address,
    String terms,
    Instant activeAt) {

  private static final String ACTIVE = "ACTIVE";
  private static final String INACTIVE = "INACTIVE";
  private static final String STATUS = "EndpointStatus";
  private static final JsonObject NONE = new JsonObject();

  /**
   * An endpoint with its user and its address, as in a row.
   *
   * @param userId for look-ups
   * @param address a number for channel and address; empty unless the endpoint is active
   */
  record Holder(JsonObject endpoint, Optional<String> userId, Optional<Long> address) {

    static Holder of(JsonObject endpoint) {
      boolean active = ACTIVE.equals(endpoint.getString(STATUS));
      String channel = endpoint.getString("ChannelType");
      String address = endpoint.getString("Address");
      boolean holds = active && channel != null && address != null && !address.isBlank();
      return new Holder(
          endpoint,
          Optional.ofNullable(endpoint.getJsonObject("User", NONE).getString("UserId")),
          holds ? Optional.of(EndpointSearchTerms.hash(channel, address)) : Optional.empty());
    }
  }

  /**
   * The row of an endpoint whose members {@link EndpointMerge} ordered. An EffectiveDate that is
   * not a date is the year 1970: the endpoint's last activity is unknown.
   */
  public static EndpointRow of(JsonObject endpoint) {
    Holder holder = Holder.of(endpoint);
    return new EndpointRow(
        endpoint,
        endpoint.encode(),
        holder.userId(),
        holder.address(),
        EndpointSearchTerms.literal(endpoint),
        PinpointTimestamps.parse(endpoint.getString("EffectiveDate", "")).orElse(Instant.EPOCH));
  }

  Holder holder() {
    return new Holder(endpoint, userId, address);
  }

  /** Whether both have the same channel and address. */
  boolean sharesAddressWith(EndpointRow other) {
    return endpoint.getString("Address").equals(other.endpoint.getString("Address"))
        && endpoint.getString("ChannelType").equals(other.endpoint.getString("ChannelType"));
  }

  /** The endpoint after another one took its address. */
  EndpointRow inactive() {
    return of(endpoint.copy().put(STATUS, INACTIVE));
  }

  /** The endpoint without its user and the user's attributes. */
  public EndpointRow withoutUser() {
    JsonObject changed = endpoint.copy().put(STATUS, INACTIVE);
    changed.remove("User");
    return of(changed);
  }

  /** The endpoint with these attributes of its user; itself if it has them already. */
  public EndpointRow withUserAttributes(JsonObject attributes) {
    if (UserAttributes.of(endpoint).equals(attributes)) {
      return this;
    }
    JsonObject user = new JsonObject();
    if (!attributes.isEmpty()) {
      user.put("UserAttributes", attributes.copy());
    }
    return of(endpoint.copy().put("User", user.put("UserId", userId.orElseThrow())));
  }
}
