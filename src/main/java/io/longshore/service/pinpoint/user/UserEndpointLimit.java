package io.longshore.service.pinpoint.user;

import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.endpoint.EndpointRow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The limit of 15 endpoints per user. One more is refused, except that one of a push channel
 * replaces the user's push endpoint with the oldest EffectiveDate, if there is one.
 */
public final class UserEndpointLimit {

  public static final int MOST = 15;

  private static final Set<String> PUSH =
      Set.of("ADM", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU");

  private final String user;
  private final Map<String, EndpointRow> kept = new HashMap<>();

  /**
   * @param stored the present endpoints, by key; those of the user count
   */
  public UserEndpointLimit(String user, Map<String, EndpointRow> stored) {
    this.user = user;
    stored.forEach(
        (key, row) -> {
          if (isOfUser(row)) {
            kept.put(key, row);
          }
        });
  }

  private boolean isOfUser(EndpointRow row) {
    return row.userId().equals(Optional.of(user));
  }

  /**
   * Adds the endpoints that the user did not have, one by one.
   *
   * @param all the new endpoints; those that are replaced change
   * @param asked the keys of the request's endpoints
   * @param written receives the endpoints that are replaced
   */
  public void make(
      Map<String, EndpointRow> all, Set<String> asked, Map<String, EndpointRow> written) {
    kept.keySet().removeIf(key -> !isOfUser(all.get(key)));
    kept.replaceAll((key, row) -> all.get(key));
    for (String key : asked) {
      EndpointRow row = all.get(key);
      if (isOfUser(row) && !kept.containsKey(key)) {
        add(key, row)
            .ifPresent(
                gone -> {
                  EndpointRow retired = all.get(gone).withoutUser();
                  all.put(gone, retired);
                  written.put(gone, retired);
                });
      }
    }
  }

  /** Adds an endpoint that the user has already, even if there are too many. */
  public void keep(String key, EndpointRow row) {
    kept.put(key, row);
  }

  /**
   * Adds an endpoint that the user did not have.
   *
   * @return the key of the endpoint that it replaces
   * @throws io.longshore.api.ApiError when the limit is reached
   */
  public Optional<String> add(String key, EndpointRow row) {
    Optional<String> gone = kept.size() < MOST ? Optional.empty() : Optional.of(oldest(row));
    gone.ifPresent(kept::remove);
    kept.put(key, row);
    return gone;
  }

  private String oldest(EndpointRow newcomer) {
    return kept.entrySet().stream()
        .filter(each -> isPush(newcomer) && isPush(each.getValue()))
        .min(
            Comparator.comparing((Map.Entry<String, EndpointRow> e) -> e.getValue().activeAt())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElseThrow(
            // Clients compare the beginning of this message, delete an endpoint and retry.
            () ->
                PinpointError.BAD_REQUEST.because(
                    "Exceeded maximum endpoint per user count %d: the user '%s' has %d"
                        .formatted(MOST, user, kept.size())));
  }

  private static boolean isPush(EndpointRow row) {
    return PUSH.contains(row.endpoint().getString("ChannelType", ""));
  }
}
