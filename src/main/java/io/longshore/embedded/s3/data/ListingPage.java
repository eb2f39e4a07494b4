package io.longshore.embedded.s3.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;

/**
 * A page of what a bucket lists under a prefix, in the order of the keys: the things themselves,
 * and what they share up to a delimiter.
 *
 * @param last the last key or common prefix, after which the next page begins
 */
public record ListingPage<T>(
    List<T> things, List<String> prefixes, boolean truncated, String last) {

  /**
   * What is asked for; strings may be empty for none.
   *
   * @param after the keys from this on are left out, itself too
   * @param told a common prefix that was on the page before
   */
  public record Question(String prefix, String delimiter, String after, String told, int most) {}

  public static <T> ListingPage<T> of(
      NavigableMap<String, T> all, Question asked, Function<T, String> key) {
    List<T> things = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    String last = "";
    Map.Entry<String, T> next = first(all, asked);
    while (next != null && next.getKey().startsWith(asked.prefix())) {
      String common = common(next.getKey(), asked);
      boolean skipped = common != null && common.equals(asked.told());
      if (!skipped && things.size() + prefixes.size() == asked.most()) {
        return new ListingPage<>(things, prefixes, asked.most() > 0, last);
      }
      if (common == null) {
        things.add(next.getValue());
        last = key.apply(next.getValue());
        next = all.higherEntry(next.getKey());
      } else {
        if (!skipped) {
          prefixes.add(common);
          last = common;
        }
        String after = KeyOrder.after(common);
        next = after == null ? null : all.ceilingEntry(after);
      }
    }
    return new ListingPage<>(things, prefixes, false, last);
  }

  private static <T> Map.Entry<String, T> first(NavigableMap<String, T> all, Question asked) {
    boolean later = KeyOrder.BYTES.compare(asked.after(), asked.prefix()) >= 0;
    return later && !asked.after().isEmpty()
        ? all.higherEntry(asked.after())
        : all.ceilingEntry(asked.prefix());
  }

  private static String common(String key, Question asked) {
    if (asked.delimiter().isEmpty()) {
      return null;
    }
    int at = key.indexOf(asked.delimiter(), asked.prefix().length());
    return at < 0 ? null : key.substring(0, at + asked.delimiter().length());
  }
}
