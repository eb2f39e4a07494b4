package io.longshore.service.personalize.dataset;

import java.util.Locale;
import java.util.Optional;

/** The five types of datasets. */
public enum DatasetType {
  INTERACTIONS,
  ITEMS,
  USERS,
  ACTIONS,
  ACTION_INTERACTIONS;

  /** The type of that name, in any case. */
  static Optional<DatasetType> parse(String text) {
    for (DatasetType type : values()) {
      if (type.name().equals(text.toUpperCase(Locale.ROOT))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type whose records a schema of that name describes. */
  public static Optional<DatasetType> ofRecord(String name) {
    return parse(name.equalsIgnoreCase("ActionInteractions") ? "ACTION_INTERACTIONS" : name);
  }

  /** The field that identifies a record. */
  public String key() {
    return switch (this) {
      case INTERACTIONS, USERS, ACTION_INTERACTIONS -> "USER_ID";
      case ITEMS -> "ITEM_ID";
      case ACTIONS -> "ACTION_ID";
    };
  }

  /**
   * Whether a record describes one item, user or action, so that a newer record of the same key
   * replaces it.
   */
  public boolean isEntity() {
    return this == ITEMS || this == USERS || this == ACTIONS;
  }
}
