package io.longshore.service.cleanroomsml.generation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sorts scored users, and writes them into pages of a run. */
final class ScoredPages {

  private static final int PAGE_BYTES = 32 * 1024;

  private ScoredPages() {}

  static List<byte[]> of(List<ScoredUser> users) {
    ScoredUser[] sorted = users.toArray(ScoredUser[]::new);
    Arrays.sort(sorted);
    List<byte[]> pages = new ArrayList<>();
    ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
    for (ScoredUser user : sorted) {
      if (user.size() > page.remaining()) {
        pages.add(taken(page));
      }
      user.write(page);
    }
    pages.add(taken(page));
    return pages;
  }

  private static byte[] taken(ByteBuffer page) {
    byte[] taken = Arrays.copyOf(page.array(), page.position());
    page.clear();
    return taken;
  }
}
