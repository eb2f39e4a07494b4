package io.longshore.service.cleanroomsml.training;

import io.longshore.service.cleanroomsml.lookalike.StableHash;
import io.longshore.service.cleanroomsml.training.InteractionColumns.Interaction;
import io.longshore.store.CopyTextBuffer;
import io.longshore.store.HashBucket;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * Groups interactions by hash bucket into rows of some hundred for COPY, because one row per
 * interaction takes several times the time and space.
 */
public final class InteractionPages {

  public static final String COPY =
      "COPY cleanroomsml_staged (container, bucket, id, load, users, items) FROM STDIN";

  /**
   * The limit of a group: some 70,000 interactions with short ids, some thousand with the longest.
   */
  private static final int MOST_CHARACTERS = 3 << 20;

  private static final int ITEM_CHARACTERS = 24; // a number, quotes and commas

  private final String container;
  private final UUID load;
  private final Page[] pages = new Page[HashBucket.COUNT];
  private final CopyTextBuffer rows = new CopyTextBuffer();
  private int gathered;
  private int given;

  public InteractionPages(String container, UUID load) {
    this.container = container;
    this.load = load;
    for (int bucket = 0; bucket < pages.length; bucket++) {
      pages[bucket] = new Page();
    }
  }

  void add(Interaction interaction) {
    pages[HashBucket.of(interaction.user())].add(interaction);
    gathered += interaction.user().length() + ITEM_CHARACTERS;
  }

  /** The encoded rows when enough interactions are collected; else empty. */
  Buffer take() {
    return gathered < MOST_CHARACTERS ? Buffer.buffer() : rest();
  }

  /** The encoded rows of the remaining interactions. */
  public Buffer rest() {
    for (int bucket = 0; bucket < pages.length; bucket++) {
      if (!pages[bucket].isEmpty()) {
        String id = "%s/%08d".formatted(load, given++);
        rows.add(container).add(bucket).add(id).add(load.toString());
        pages[bucket].give(rows);
        rows.end();
      }
    }
    gathered = 0;
    return rows.take();
  }

  /** The interactions of one hash bucket as two array literals. */
  private static final class Page {

    private final StringBuilder users = new StringBuilder("{");
    private final StringBuilder items = new StringBuilder("{");

    boolean isEmpty() {
      return users.length() == 1;
    }

    void add(Interaction interaction) {
      if (!isEmpty()) {
        users.append(',');
        items.append(',');
      }
      items.append(StableHash.of(interaction.item()));
      users.append('"');
      String user = interaction.user();
      for (int at = 0; at < user.length(); at++) {
        char value = user.charAt(at);
        if (value == '"' || value == '\\') {
          users.append('\\');
        }
        users.append(value);
      }
      users.append('"');
    }

    void give(CopyTextBuffer rows) {
      rows.add(users.append('}').toString()).add(items.append('}').toString());
      users.setLength(1);
      items.setLength(1);
    }
  }
}
