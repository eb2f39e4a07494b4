package io.longshore.junit;

import io.longshore.junit.http.JsonReply;
import io.longshore.junit.http.TestKeyCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The journal of the calls of one account, newest first. A filter returns a new value. */
public final class LongshoreCalls {

  private final TestKeyCalls calls;
  private final Map<String, String> filter;

  LongshoreCalls(TestKeyCalls calls, Map<String, String> filter) {
    this.calls = calls;
    this.filter = filter;
  }

  /** Only calls of this operation, for example {@code GetExportJob}. */
  public LongshoreCalls to(String operation) {
    return with("operation", operation);
  }

  /** Only calls of this service, for example {@code pinpoint}. */
  public LongshoreCalls of(String service) {
    return with("service", service);
  }

  /** Only calls with this HTTP status. */
  public LongshoreCalls answered(int status) {
    return with("statusCode", Integer.toString(status));
  }

  /** How many there were. */
  public long count() {
    return calls.get("test/calls/count", filter).number("Count");
  }

  /**
   * Checks how many there were.
   *
   * @throws AssertionError with the calls if there were fewer or more
   */
  public void count(Expected expected) {
    long count = count();
    if (count < expected.least() || count > expected.most()) {
      throw new AssertionError(
          "%s calls %s expected, there were %d: %s".formatted(expected, filter, count, list()));
    }
  }

  /** At least so many calls. */
  public static Expected atLeast(long count) {
    return new Expected(count, Long.MAX_VALUE);
  }

  /** Exactly so many calls. */
  public static Expected exactly(long count) {
    return new Expected(count, count);
  }

  /** All of them. */
  public List<LongshoreCall> list() {
    List<LongshoreCall> all = new ArrayList<>();
    Map<String, String> query = new HashMap<>(filter);
    Optional<String> next;
    do {
      JsonReply page = calls.get("test/calls", query);
      page.objects("Calls").forEach(call -> all.add(call(call)));
      next = page.text("NextToken");
      next.ifPresent(token -> query.put("nextToken", token));
    } while (next.isPresent());
    return all;
  }

  private static LongshoreCall call(JsonReply call) {
    return new LongshoreCall(
        call.text("Service").orElse(""),
        call.text("Operation").orElse(""),
        call.text("Method").orElse(""),
        call.text("Path").orElse(""),
        (int) call.number("Status"),
        call.text("ErrorCode").orElse(""),
        call.flag("Injected"));
  }

  private LongshoreCalls with(String name, String value) {
    Map<String, String> more = new HashMap<>(filter);
    more.put(name, value);
    return new LongshoreCalls(calls, more);
  }

  /** How many calls there may be. */
  public record Expected(long least, long most) {

    @Override
    public String toString() {
      return (most == least ? "Exactly " : "At least ") + least;
    }
  }
}
