package io.longshore.operator;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.engine.admin.JobFilter;
import io.longshore.job.JobState;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the filters of jobs from the parameters of a call: of lists and of streams. */
public final class JobFilters {

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private JobFilters() {}

  /**
   * The filter of a call.
   *
   * @throws ApiError if a time is none, or the caller does not see the account that is named
   */
  public static JobFilter of(Call call, AccountScope scope) {
    return new JobFilter(
        scope.of(call),
        list(call, "service"),
        list(call, "type"),
        text(call, "status"),
        list(call, "state").stream().map(JobState::valueOf).toList(),
        text(call, "container"),
        text(call, "text"),
        time(call, "createdAfter"),
        time(call, "createdBefore"),
        Optional.ofNullable(call.parameters().getBoolean("hasRejectedRows")));
  }

  /** The filters as text, in one order: a page token is valid for the same filters only. */
  public static String canonical(Call call) {
    TreeMap<String, Object> filters = new TreeMap<>(call.parameters().getMap());
    filters.remove("nextToken");
    filters.remove("maxResults");
    return filters.toString();
  }

  private static Optional<String> text(Call call, String name) {
    return Optional.ofNullable(call.parameter(name));
  }

  private static List<String> list(Call call, String name) {
    JsonArray values = call.parameters().getJsonArray(name, new JsonArray());
    return values.stream().map(String.class::cast).toList();
  }

  /** Times before 1970 and after 9998 restrict nothing. */
  private static Optional<Instant> time(Call call, String name) {
    String text = call.parameter(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      return Optional.of(at.isBefore(EARLIEST) ? EARLIEST : at.isAfter(LATEST) ? LATEST : at);
    } catch (DateTimeParseException malformed) {
      throw OperatorError.VALIDATION.because(
          name + " must be a time such as 2026-11-30T08:00:00Z, was '" + text + "'");
    }
  }
}
