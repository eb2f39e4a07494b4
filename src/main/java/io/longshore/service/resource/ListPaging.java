package io.longshore.service.resource;

import io.longshore.api.Call;
import io.longshore.api.ErrorCode;
import io.longshore.api.PageToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names and limits of a service's list operations, which give {@value #DEFAULT_SIZE} items
 * unless the request says otherwise.
 *
 * @param token the request's member with the page token; it and the size are parameters or members
 *     of the body
 * @param size the request's member with the most items of a page
 * @param nextToken the response's member with the next page's token
 * @param maxSize the largest size
 * @param invalid the error for a token or a size that is not valid
 */
public record ListPaging(
    String token, String size, String nextToken, int maxSize, ErrorCode invalid) {

  private static final int DEFAULT_SIZE = 100;

  /**
   * The page that a call asks for.
   *
   * @param filters what else determines the list, for example the id of its parent; a token is
   *     valid only for the same filters
   */
  public ListPage page(Call call, String... filters) {
    List<String> scope = new ArrayList<>();
    scope.add(call.principal().account());
    scope.add(call.principal().region());
    scope.add(call.operation());
    scope.addAll(List.of(filters));
    PageToken tokens = new PageToken(scope);
    return new ListPage(size(call.member(size)), after(call, tokens), tokens, nextToken);
  }

  private int size(Object value) {
    if (value == null) {
      return DEFAULT_SIZE;
    }
    String digits = text(value);
    if (digits.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(digits);
      if (number >= 1 && number <= maxSize) {
        return number;
      }
    }
    throw invalid.because(
        "%s must be a number from 1 to %d, was '%s'".formatted(size, maxSize, digits));
  }

  /** A whole number without a fraction, however it is written: 100.0 and 1e2 are 100. */
  private static String text(Object value) {
    return value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())
        ? Long.toString(number.longValue())
        : value.toString();
  }

  private Optional<String> after(Call call, PageToken tokens) {
    Optional<String> sent = Optional.ofNullable((String) call.member(token));
    Optional<String> after = sent.flatMap(tokens::position);
    if (sent.isPresent() && after.isEmpty()) {
      throw invalid.because(
          "%s is not a token of this list: pass %s of the page before unchanged and with the same"
                  .formatted(token, nextToken)
              + " parameters, or omit it to start from the first page");
    }
    return after;
  }
}
