package io.longshore.service.cleanroomsml.generation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes ranked users as JSON lines, in blocks of {@link RankingStore#BLOCK}. */
final class RankedBlocks {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder lines = new StringBuilder();
  private List<String> blocks = new ArrayList<>();
  private int inBlock;
  private int first; // number of the first of the blocks
  private long users;

  /**
   * Some blocks.
   *
   * @param first the number of the first one
   */
  record Blocks(int first, List<String> lines) {}

  void add(ScoredUser user) {
    lines.append("{\"user_id\":\"");
    escape(new String(user.id(), StandardCharsets.UTF_8));
    lines.append("\"}\n");
    users++;
    if (++inBlock == RankingStore.BLOCK) {
      end();
    }
  }

  /** As PostgreSQL's to_json does, because older versions have written audiences by it. */
  private void escape(String id) {
    for (int at = 0; at < id.length(); at++) {
      char value = id.charAt(at);
      if (value == '"' || value == '\\') {
        lines.append('\\').append(value);
      } else if (value < ' ') {
        int letter = "\b\f\n\r\t".indexOf(value);
        if (letter >= 0) {
          lines.append('\\').append("bfnrt".charAt(letter));
        } else {
          lines.append("\\u00").append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
        }
      } else {
        lines.append(value);
      }
    }
  }

  private void end() {
    blocks.add(lines.toString());
    lines.setLength(0);
    inBlock = 0;
  }

  /** The number of blocks that are complete. */
  int size() {
    return blocks.size();
  }

  /** The number of users of all blocks. */
  long users() {
    return users;
  }

  /** Removes and returns the complete blocks, and the last one at the end. */
  Blocks take(boolean atEnd) {
    if (atEnd && inBlock > 0) {
      end();
    }
    Blocks taken = new Blocks(first, blocks);
    first += blocks.size();
    blocks = new ArrayList<>();
    return taken;
  }
}
