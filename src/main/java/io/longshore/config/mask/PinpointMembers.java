package io.longshore.config.mask;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The members of an exported endpoint. */
final class PinpointMembers {

  private static final Set<String> STRINGS =
      Set.of(
          "Address",
          "ApplicationId",
          "ChannelType",
          "CohortId",
          "CreationDate",
          "EffectiveDate",
          "EndpointStatus",
          "Id",
          "OptOut",
          "RequestId",
          "Demographic.AppVersion",
          "Demographic.Locale",
          "Demographic.Make",
          "Demographic.Model",
          "Demographic.ModelVersion",
          "Demographic.Platform",
          "Demographic.PlatformVersion",
          "Demographic.Timezone",
          "Location.City",
          "Location.Country",
          "Location.PostalCode",
          "Location.Region",
          "User.UserId");

  private static final List<String> NUMBERS =
      List.of("Location.Latitude", "Location.Longitude", "Metrics");

  /** Members whose own members have names of the user's choice, which may contain dots. */
  private static final List<String> MAPS = List.of("Attributes", "Metrics", "User.UserAttributes");

  private static final Set<String> GROUPS = Set.of("Demographic", "Location", "User");

  private PinpointMembers() {}

  static List<String> split(String path) {
    for (String map : MAPS) {
      if (path.startsWith(map + ".")) {
        String name = path.substring(map.length() + 1);
        return Stream.concat(Stream.of(map.split("\\.")), Stream.of(name)).toList();
      }
    }
    return List.of(path.split("\\.", -1));
  }

  static boolean isKnown(List<String> names) {
    String path = String.join(".", names);
    return STRINGS.contains(path)
        || NUMBERS.contains(path)
        || GROUPS.contains(path)
        || MAPS.stream().anyMatch(map -> path.equals(map) || path.startsWith(map + "."));
  }

  static Optional<String> numbers(List<String> names) {
    String path = String.join(".", names);
    return NUMBERS.stream()
        .filter(
            number ->
                path.isEmpty()
                    || number.equals(path)
                    || number.startsWith(path + ".")
                    || path.startsWith(number + "."))
        .findFirst();
  }
}
