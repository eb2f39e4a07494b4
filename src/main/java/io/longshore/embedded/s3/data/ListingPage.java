package io.longshore.embedded.s3.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;

/**
 * A page of a bucket listing in key order: the entries, and the common prefixes up to a delimiter.
 *
 * @param last the last key or common prefix of the page; the next page starts after it
 */
public record ListingPage<T>(
    List<T> entries, List<String> prefixes, boolean truncated, String last) {

  /**
   * The parameters of a listing. An empty string means none.
   *
   * @param after the page starts after this key
   * @param lastPrefix a common prefix that the previous page already contained
   */
  public record Query(
      String prefix, String delimiter, String after, String lastPrefix, int limit) {}

  public static <T> ListingPage<T> of(
      NavigableMap<String, T> sorted, Query query, Function<T, String> key) {
    List<T> entries = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    String last = "";
    Map.Entry<String, T> next = first(sorted, query);
    while (next != null && next.getKey().startsWith(query.prefix())) {
      String commonPrefix = commonPrefix(next.getKey(), query);
      boolean alreadyListed = commonPrefix != null && commonPrefix.equals(query.lastPrefix());
      if (!alreadyListed && entries.size() + prefixes.size() == query.limit()) {
        return new ListingPage<>(entries, prefixes, query.limit() > 0, last);
      }
      if (commonPrefix == null) {
        entries.add(next.getValue());
        last = key.apply(next.getValue());
        next = sorted.higherEntry(next.getKey());
      } else {
        if (!alreadyListed) {
          prefixes.add(commonPrefix);
          last = commonPrefix;
        }
        String after = KeyOrder.firstAfter(commonPrefix);
        next = after == null ? null : sorted.ceilingEntry(after);
      }
    }
    return new ListingPage<>(entries, prefixes, false, last);
  }

  private static <T> Map.Entry<String, T> first(NavigableMap<String, T> sorted, Query query) {
    boolean afterPrefix = KeyOrder.BYTES.compare(query.after(), query.prefix()) >= 0;
    return afterPrefix && !query.after().isEmpty()
        ? sorted.higherEntry(query.after())
        : sorted.ceilingEntry(query.prefix());
  }

  private static String commonPrefix(String key, Query query) {
    if (query.delimiter().isEmpty()) {
      return null;
    }
    int at = key.indexOf(query.delimiter(), query.prefix().length());
    return at < 0 ? null : key.substring(0, at + query.delimiter().length());
  }
}
