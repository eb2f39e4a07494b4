package io.longshore.junit.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a JSON object, by name and type.
 *
 * @param all values as {@link Map}, {@link List}, {@link String}, {@link Long}, {@link Double},
 *     {@link Boolean}
 */
public record JsonReply(Map<String, Object> all) {

  /** The value of a string, or empty without such a member. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(all.get(name)).map(Object::toString);
  }

  /** The value of a number without its fraction, or 0 without such a member. */
  public long number(String name) {
    return all.get(name) instanceof Number number ? number.longValue() : 0;
  }

  /** The value of a boolean, or false without such a member. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(all.get(name));
  }

  /** An object, which has no members if there is no such member. */
  public JsonReply object(String name) {
    return of(all.get(name));
  }

  /** The objects of an array, or none without such a member. */
  public List<JsonReply> objects(String name) {
    return all.get(name) instanceof List<?> items
        ? items.stream().map(JsonReply::of).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked") // every object that is read is a Map<String, Object>
  private static JsonReply of(Object value) {
    return new JsonReply(value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of());
  }
}
