package io.longshore.engine.feed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A position in the events of all jobs: a snapshot of PostgreSQL, in its own text form ({@code
 * xmin:xmax:xip,…}). It tells exactly which transactions' events lie before it, also when
 * transactions committed in another order than their events were numbered in.
 *
 * @param xmin every transaction below has ended
 * @param xmax no transaction from here on has begun
 * @param running the transactions between the two that have not ended, ascending
 */
public record FeedPosition(long xmin, long xmax, List<Long> running) {

  /** The longest text that is parsed: some hundred running transactions. */
  public static final int MAX_LENGTH = 4_096;

  private static final Pattern FORM =
      Pattern.compile("[1-9]\\d{0,17}:[1-9]\\d{0,17}:([1-9]\\d{0,17}(,[1-9]\\d{0,17})*)?");

  public FeedPosition {
    running = List.copyOf(running);
  }

  /** Parses the text form; empty when it is none. */
  public static Optional<FeedPosition> parse(String text) {
    if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    String[] parts = text.split(":", -1);
    List<Long> running = new ArrayList<>();
    if (!parts[2].isEmpty()) {
      Arrays.stream(parts[2].split(",")).map(Long::valueOf).forEach(running::add);
    }
    FeedPosition position =
        new FeedPosition(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    return Optional.of(position).filter(FeedPosition::isOrdered);
  }

  private boolean isOrdered() {
    long last = xmin - 1;
    for (long xid : running) {
      if (xid <= last || xid >= xmax) {
        return false;
      }
      last = xid;
    }
    return xmin <= xmax;
  }

  /** Whether the events of a transaction lie before this position. */
  public boolean includes(long xid) {
    return xid < xmin || (xid < xmax && !running.contains(xid));
  }

  /** Whether everything before the other position lies before this one. Two always compare. */
  public boolean isAtOrAfter(FeedPosition other) {
    return xmax >= other.xmax
        && running.stream().noneMatch(xid -> other.includes(xid))
        && (xmax > other.xmax || running.size() <= other.running.size());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(xmin).append(':').append(xmax).append(':');
    for (int i = 0; i < running.size(); i++) {
      text.append(i == 0 ? "" : ",").append(running.get(i));
    }
    return text.toString();
  }
}
