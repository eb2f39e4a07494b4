package io.longshore.service.personalize.record;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * The loads of a dataset's bulk rows that are seen.
 *
 * @param twins whether two of their rows may be equal
 */
public record VisibleLoads(List<UUID> ids, boolean twins) {

  /** Under which the rows of all of them are packed. */
  public static UUID first(List<UUID> loads) {
    return loads.stream().min(Comparator.comparing(UUID::toString)).orElseThrow();
  }
}
