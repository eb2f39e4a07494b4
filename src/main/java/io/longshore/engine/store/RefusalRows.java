package io.longshore.engine.store;

import io.longshore.store.StorableText;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Stores the reasons why a piece refused rows. */
public final class RefusalRows {

  private static final int MAX_REFUSALS = 100;
  private static final int MAX_LENGTH = 1000;

  private RefusalRows() {}

  /** The first {@value #MAX_REFUSALS} reasons. */
  public static JsonArray rows(List<String> all) {
    return new JsonArray(
        all.stream().limit(MAX_REFUSALS).map(text -> StorableText.of(text, MAX_LENGTH)).toList());
  }
}
