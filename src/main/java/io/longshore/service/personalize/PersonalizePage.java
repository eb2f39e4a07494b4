package io.longshore.service.personalize;

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
public record PersonalizePage(int size, Optional<String> after, PageToken tokens) {

  private static final int DEFAULT_SIZE = 100;

  /**
   * @param filter what the list is of, if it is not of everything
   */
  public static PersonalizePage of(Call call, Optional<String> filter) {
    PageToken tokens =
        new PageToken(
            List.of(
                call.principal().account(),
                call.principal().region(),
                call.operation(),
                filter.orElse("")));
    Optional<String> token = Optional.ofNullable(call.body().getString("nextToken"));
    Optional<String> after = token.flatMap(tokens::position);
    if (token.isPresent() && after.isEmpty()) {
      throw PersonalizeError.INVALID_NEXT_TOKEN.because(
          "nextToken is not one that this list gave out; leave it out to begin anew.");
    }
    return new PersonalizePage(call.body().getInteger("maxResults", DEFAULT_SIZE), after, tokens);
  }

  /** How many rows to read: one more than asked for tells whether another page follows. */
  public int limit() {
    return size + 1;
  }

  /**
   * The page as an answer.
   *
   * @param rows at most {@link #limit()} rows, in the list's order
   * @param member what the list is called
   */
  public <T> ServiceResponse answer(
      String member, List<T> rows, Function<T, JsonObject> item, Function<T, String> position) {
    List<T> shown = rows.subList(0, Math.min(size, rows.size()));
    JsonObject body =
        new JsonObject()
            .put(member, new JsonArray(new ArrayList<>(shown.stream().map(item).toList())));
    if (rows.size() > size) {
      body.put("nextToken", tokens.at(position.apply(rows.get(size - 1))));
    }
    return ServiceResponse.ok(body);
  }
}
