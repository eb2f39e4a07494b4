package io.longshore.service.cleanroomsml;

import io.longshore.api.Call;
import io.longshore.api.PageToken;
import io.longshore.api.ServiceResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which part of a list a call asks for. Lists are ordered by creation, newest first.
 *
 * @param size the most items that the caller wants
 * @param after where the page before ended; empty for the first page
 */
public record CleanRoomsMlPage(int size, Optional<Position> after, PageToken tokens) {

  private static final int DEFAULT_SIZE = 100;

  /**
   * The last item of a page.
   *
   * @param at when it was made, in whole milliseconds
   * @param id what tells it from others of that moment
   */
  public record Position(Instant at, String id) {

    static Position parse(String text) {
      String[] parts = text.split(" ", 2);
      return new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]);
    }
  }

  /**
   * @param filters parameters that narrow the list
   */
  public static CleanRoomsMlPage of(Call call, String... filters) {
    List<String> scope = new ArrayList<>();
    scope.add(call.principal().account());
    scope.add(call.principal().region());
    scope.add(call.operation());
    for (String filter : filters) {
      scope.add(call.parameters().getString(filter, ""));
    }
    PageToken tokens = new PageToken(scope);
    int size = call.parameters().getInteger("maxResults", DEFAULT_SIZE);
    return new CleanRoomsMlPage(size, after(call, tokens), tokens);
  }

  /** How many rows to read: one more than asked for tells whether another page follows. */
  public int limit() {
    return size + 1;
  }

  /** Those of the rows that the page shows. */
  public <T> List<T> shown(List<T> rows) {
    return rows.subList(0, Math.min(size, rows.size()));
  }

  /**
   * The page as an answer.
   *
   * @param rows at most {@link #limit()} rows, in the list's order
   */
  public <T> ServiceResponse answer(
      String member, List<T> rows, Function<T, JsonObject> item, Function<T, String> position) {
    return answerThose(member, rows, item.andThen(Optional::of), position);
  }

  /** The same, without the rows that have no item. */
  public <T> ServiceResponse answerThose(
      String member,
      List<T> rows,
      Function<T, Optional<JsonObject>> item,
      Function<T, String> position) {
    JsonArray items = new JsonArray();
    shown(rows).forEach(row -> item.apply(row).ifPresent(items::add));
    JsonObject body = new JsonObject().put(member, items);
    if (rows.size() > size) {
      body.put("nextToken", tokens.at(position.apply(rows.get(size - 1))));
    }
    return ServiceResponse.ok(body);
  }

  private static Optional<Position> after(Call call, PageToken tokens) {
    String token = call.parameter("nextToken");
    if (token == null) {
      return Optional.empty();
    }
    Optional<Position> position = tokens.position(token).map(Position::parse);
    if (position.isEmpty()) {
      throw CleanRoomsMlError.VALIDATION.because(
          "nextToken is not one that this list gave out: pass it as it was, with the same filters");
    }
    return position;
  }
}
