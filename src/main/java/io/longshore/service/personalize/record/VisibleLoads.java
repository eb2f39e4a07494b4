package io.longshore.service.personalize.record;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * The visible loads of a dataset's bulk rows.
 *
 * @param hasDuplicates whether their rows may have duplicates
 */
public record VisibleLoads(List<UUID> ids, boolean hasDuplicates) {

  /** The load under which the rows of all of them are packed. */
  public static UUID first(List<UUID> loads) {
    return loads.stream().min(Comparator.comparing(UUID::toString)).orElseThrow();
  }
}
