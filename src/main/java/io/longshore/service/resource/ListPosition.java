package io.longshore.service.resource;

import java.time.Instant;

/**
 * A position in a list that is ordered by creation time.
 *
 * @param time in whole milliseconds
 * @param id distinguishes items of the same time
 */
public record ListPosition(Instant time, String id) {

  /**
   * Parses the text of a page token: milliseconds since 1970, a separator and the id. Two services
   * separate by a colon and two by a blank.
   */
  public static ListPosition parse(String text) {
    int end = 0;
    while (Character.isDigit(text.charAt(end))) {
      end++;
    }
    Instant time = Instant.ofEpochMilli(Long.parseLong(text.substring(0, end)));
    return new ListPosition(time, text.substring(end + 1));
  }

  /** The text, separated by a colon. */
  @Override
  public String toString() {
    return time.toEpochMilli() + ":" + id;
  }
}
