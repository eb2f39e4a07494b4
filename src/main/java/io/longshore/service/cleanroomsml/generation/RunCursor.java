package io.longshore.service.cleanroomsml.generation;

import io.longshore.service.cleanroomsml.generation.ScoredRunStore.Run;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A position in a sorted run. Compared by the user there. Not thread-safe. */
final class RunCursor implements Comparable<RunCursor> {

  private final Run run;
  private final Deque<byte[]> pages = new ArrayDeque<>();
  private ByteBuffer page = ByteBuffer.allocate(0);
  private int fetched;
  private boolean ended;
  private ScoredUser user;

  RunCursor(Run run) {
    this.run = run;
  }

  Run run() {
    return run;
  }

  /** The number of the page that is to be added next. */
  int fetched() {
    return fetched;
  }

  /**
   * Adds the pages that follow.
   *
   * @param last whether there are no more
   */
  void add(List<byte[]> more, boolean last) {
    pages.addAll(more);
    fetched += more.size();
    ended = last;
  }

  /** Moves to the next user; false at the end of the pages that it has. */
  boolean advance() {
    if (!page.hasRemaining()) {
      if (pages.isEmpty()) {
        return false;
      }
      page = ByteBuffer.wrap(pages.remove());
    }
    user = ScoredUser.read(page);
    return true;
  }

  /** Whether it has passed the last user of the run. */
  boolean isEnded() {
    return ended && pages.isEmpty() && !page.hasRemaining();
  }

  ScoredUser user() {
    return user;
  }

  @Override
  public int compareTo(RunCursor other) {
    return user.compareTo(other.user);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
