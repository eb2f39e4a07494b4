package io.longshore.service.cleanroomsml.training;

import io.longshore.service.cleanroomsml.lookalike.StableHash;
import io.longshore.service.cleanroomsml.profile.InteractionChunk;
import io.longshore.service.cleanroomsml.training.InteractionColumns.Interaction;
import io.longshore.store.CopyBinaryBuffer;
import io.longshore.store.HashBucket;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Groups interactions by hash bucket into rows of some thousand for COPY, because one row per
 * interaction takes several times the time and space. At most 32 KiB for each bucket are in memory.
 */
public final class InteractionPages {

  public static final String COPY =
      "COPY cleanroomsml_staged_chunk (container, bucket, id, load, interactions)"
          + " FROM STDIN (FORMAT binary)";

  private static final int COLUMNS = 5;
  private static final int TAKE_BYTES = 256 * 1024;

  private final String container;
  private final UUID load;
  private final InteractionChunk[] chunks = new InteractionChunk[HashBucket.COUNT];
  private final CopyBinaryBuffer rows = new CopyBinaryBuffer(COLUMNS);
  private int next; // bucket that rest() returns
  private boolean ended;
  private int given;

  public InteractionPages(String container, UUID load) {
    this.container = container;
    this.load = load;
  }

  void add(Interaction interaction) {
    byte[] user = interaction.user().getBytes(StandardCharsets.UTF_8);
    short bucket = HashBucket.ofUtf8(user);
    InteractionChunk chunk = chunks[bucket];
    if (chunk == null) {
      chunk = new InteractionChunk();
      chunks[bucket] = chunk;
    }
    chunk.add(user, StableHash.of(interaction.item()));
    if (chunk.isFull()) {
      give(bucket);
    }
  }

  private void give(short bucket) {
    rows.row().add(container).add(bucket).add("%s/%08d".formatted(load, given++)).add(load);
    rows.add(chunks[bucket].take());
  }

  /** The encoded rows when there are enough of them; else empty. */
  Buffer take() {
    return rows.length() < TAKE_BYTES ? Buffer.buffer() : rows.take();
  }

  /** Some encoded rows of the remaining interactions; empty at the end. */
  Buffer rest() {
    while (next < HashBucket.COUNT && rows.length() < TAKE_BYTES) {
      short bucket = (short) next++;
      if (chunks[bucket] != null && !chunks[bucket].isEmpty()) {
        give(bucket);
      }
    }
    if (next == HashBucket.COUNT && !ended) {
      ended = true;
      rows.end();
    }
    return rows.take();
  }
}
