package io.longshore.service.resource;

import io.longshore.api.PageToken;
import io.longshore.api.ServiceResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list, as a call asks for it.
 *
 * @param size the most items of the page
 * @param after the position of the last item of the page before; empty for the first page
 * @param nextToken the response's member with the next page's token
 */
public record ListPage(int size, Optional<String> after, PageToken tokens, String nextToken) {

  /** The number of rows to read: one more than the size shows that another page follows. */
  public int limit() {
    return size + 1;
  }

  /** The same as {@link #after}, for a list that is ordered by creation time. */
  public Optional<ListPosition> position() {
    return after.map(ListPosition::parse);
  }

  /** The rows that the page shows. */
  public <T> List<T> shown(List<T> rows) {
    return rows.subList(0, Math.min(size, rows.size()));
  }

  /**
   * The response with the page.
   *
   * @param member the response's member with the items
   * @param rows at most {@link #limit()} rows, in the list's order
   */
  public <T> ServiceResponse answer(
      String member, List<T> rows, Function<T, JsonObject> item, Function<T, String> position) {
    return answerPresent(member, rows, item.andThen(Optional::of), position);
  }

  /** The same, without the rows that have no item. */
  public <T> ServiceResponse answerPresent(
      String member,
      List<T> rows,
      Function<T, Optional<JsonObject>> item,
      Function<T, String> position) {
    JsonArray items = new JsonArray();
    shown(rows).forEach(row -> item.apply(row).ifPresent(items::add));
    JsonObject body = new JsonObject().put(member, items);
    if (rows.size() > size) {
      body.put(nextToken, tokens.at(position.apply(rows.get(size - 1))));
    }
    return ServiceResponse.ok(body);
  }
}
