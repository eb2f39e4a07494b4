package io.longshore.service.dataexchange.tag;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A resource that has tags.
 *
 * @param ids those of its ARN, the outermost first
 */
record TaggedResource(DataExchangeResourceType type, List<String> ids) {

  private static final List<String> NESTED = List.of("data-sets", "revisions", "assets");
  private static final List<DataExchangeResourceType> NESTED_TYPES =
      List.of(
          DataExchangeResourceType.DATA_SET,
          DataExchangeResourceType.REVISION,
          DataExchangeResourceType.ASSET);

  private static final Map<String, DataExchangeResourceType> LONE_TYPES =
      Map.of(
          "data-grants",
          DataExchangeResourceType.DATA_GRANT,
          "event-actions",
          DataExchangeResourceType.EVENT_ACTION);

  /** What that ARN names; empty when the caller can have no such thing. */
  static Optional<TaggedResource> parse(Principal who, String text) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals("dataexchange"))
        .filter(arn -> arn.region().equals(who.region()) && arn.account().equals(who.account()))
        .flatMap(arn -> ofResource(arn.resource().split("/", -1)));
  }

  private static Optional<TaggedResource> ofResource(String[] parts) {
    if (parts.length % 2 != 0 || parts.length > 6) {
      return Optional.empty();
    }
    List<String> kinds = every(parts, 0);
    List<String> ids = every(parts, 1);
    if (kinds.equals(NESTED.subList(0, kinds.size()))) {
      return Optional.of(new TaggedResource(NESTED_TYPES.get(kinds.size() - 1), ids));
    }
    return kinds.size() == 1
        ? Optional.ofNullable(LONE_TYPES.get(kinds.get(0)))
            .map(type -> new TaggedResource(type, ids))
        : Optional.empty();
  }

  private static List<String> every(String[] parts, int from) {
    return IntStream.range(0, parts.length)
        .filter(i -> i % 2 == from)
        .mapToObj(i -> Arrays.asList(parts).get(i))
        .toList();
  }

  String id() {
    return ids.get(ids.size() - 1);
  }
}
