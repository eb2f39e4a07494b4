package io.longshore.service.dataexchange;

import io.longshore.api.Call;
import io.longshore.api.PageToken;
import io.longshore.api.ServiceResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which part of a list a call asks for.
 *
 * @param size the most items that the caller wants
 * @param after the position of the last item of the page before; empty for the first page
 */
public record DataExchangePage(int size, Optional<String> after, PageToken tokens) {

  private static final int DEFAULT_SIZE = 100;

  /**
   * @param filters what else the list depends on, for example the data set's id
   */
  public static DataExchangePage of(Call call, String... filters) {
    List<String> scope = new ArrayList<>();
    scope.add(call.principal().account());
    scope.add(call.principal().region());
    scope.add(call.operation());
    scope.addAll(List.of(filters));
    PageToken tokens = new PageToken(scope);
    int size = call.parameters().getInteger("maxResults", DEFAULT_SIZE);
    return new DataExchangePage(size, after(call, tokens), tokens);
  }

  /** How many rows to read: one more than asked for tells whether another page follows. */
  public int limit() {
    return size + 1;
  }

  /** The page before this one ended there, in a list that is ordered by creation. */
  public Optional<DataExchangePosition> position() {
    return after.map(DataExchangePosition::parse);
  }

  /**
   * The page as an answer.
   *
   * @param rows at most {@link #limit()} rows, in the list's order
   */
  public <T> ServiceResponse answer(
      String member, List<T> rows, Function<T, JsonObject> item, Function<T, String> position) {
    List<T> shown = rows.subList(0, Math.min(size, rows.size()));
    JsonArray items = new JsonArray(new ArrayList<>(shown.stream().map(item).toList()));
    JsonObject body = new JsonObject().put(member, items);
    if (rows.size() > size) {
      body.put("NextToken", tokens.at(position.apply(rows.get(size - 1))));
    }
    return ServiceResponse.ok(body);
  }

  private static Optional<String> after(Call call, PageToken tokens) {
    String token = call.parameter("nextToken");
    if (token == null) {
      return Optional.empty();
    }
    Optional<String> position = tokens.position(token);
    if (position.isEmpty()) {
      throw DataExchangeError.VALIDATION.because(
          "nextToken is not one that this list gave out: pass NextToken as it was, "
              + "or leave it out to begin anew");
    }
    return position;
  }
}
