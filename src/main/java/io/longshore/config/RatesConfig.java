package io.longshore.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rate limits: calls per second of an account.
 *
 * @param enforced whether the limits are enforced
 * @param replicas replicas that share the limits, at least 1: each enforces its part
 * @param limits {@code service.Operation=n}, {@code service.*=n} for each operation without a limit
 *     of its own, {@code service=n} for all operations of a service together
 */
public record RatesConfig(boolean enforced, int replicas, List<String> limits) {

  /**
   * AWS's limits, from the guides of Pinpoint and Personalize. Data Exchange and Clean Rooms ML
   * publish none.
   */
  private static final List<String> PUBLISHED =
      List.of(
          "pinpoint.*=300",
          "pinpoint.CreateSegment=25",
          "pinpoint.UpdateSegment=25",
          "pinpoint.DeleteSegment=25",
          "pinpoint.GetEndpoint=7000",
          "pinpoint.UpdateEndpoint=5000",
          "pinpoint.UpdateEndpointsBatch=5000",
          "pinpoint.DeleteEndpoint=1000",
          "pinpoint.PutEvents=7000",
          "personalize.PutEvents=1000",
          "personalize.PutItems=10",
          "personalize.PutUsers=10");

  public RatesConfig {
    if (replicas < 1) {
      throw new IllegalArgumentException("rates.replicas must be at least 1, was " + replicas);
    }
    limits = List.copyOf(limits);
    parsed(limits);
  }

  public static RatesConfig defaults() {
    return new RatesConfig(false, 1, PUBLISHED);
  }

  /** Calls per second by what they limit. */
  public Map<String, Integer> perSecond() {
    return parsed(limits);
  }

  private static Map<String, Integer> parsed(List<String> limits) {
    Map<String, Integer> all = new LinkedHashMap<>();
    for (String limit : limits) {
      if (!limit.matches("[A-Za-z]+(\\.([A-Za-z]+|\\*))?=[1-9][0-9]{0,6}")) {
        throw new IllegalArgumentException(
            "rates.limits must list <service>=<calls a second>, <service>.*=… or"
                + " <service>.<operation>=…, of 1 to 9999999, was "
                + limit);
      }
      int equals = limit.indexOf('=');
      all.put(limit.substring(0, equals), Integer.valueOf(limit.substring(equals + 1)));
    }
    return all;
  }
}
