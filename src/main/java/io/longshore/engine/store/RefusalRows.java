package io.longshore.engine.store;

import io.longshore.store.StorableText;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Why a piece would not take rows, as its task keeps it. */
public final class RefusalRows {

  private static final int MOST_REFUSALS = 100;
  private static final int LONGEST_REFUSAL = 1000;

  private RefusalRows() {}

  /** The first hundred. */
  public static JsonArray rows(List<String> all) {
    return new JsonArray(
        all.stream()
            .limit(MOST_REFUSALS)
            .map(text -> StorableText.of(text, LONGEST_REFUSAL))
            .toList());
  }
}
