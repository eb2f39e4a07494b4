package io.longshore.service.resource;

import io.longshore.api.ErrorCode;
import io.longshore.api.TagRules;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * How a service writes tags, and the errors for tags that are not valid.
 *
 * @param key the member of a pair with the tag's key; empty where tags are a map
 * @param value the member of a pair with the tag's value
 * @param invalid the error for tags that are not valid
 * @param tooMany the error for more tags of a resource than {@value TagRules#MOST}
 * @param tooManyKeys the error for more keys to remove than that; empty where they have no limit
 */
public record TagForm(
    String key,
    String value,
    ErrorCode invalid,
    ErrorCode tooMany,
    Optional<ErrorCode> tooManyKeys) {

  /** Tags are an object: key to value. */
  public static TagForm map(ErrorCode invalid) {
    return new TagForm("", "", invalid, invalid, Optional.empty());
  }

  /** Tags are an array of objects that have a key and a value. */
  public static TagForm pairs(String key, String value, ErrorCode invalid) {
    return new TagForm(key, value, invalid, invalid, Optional.empty());
  }

  /** The request's tags, checked; none where it has no such member. */
  public JsonObject read(JsonObject body, String member) {
    Object sent = body.getValue(member, new JsonObject());
    return checked(
        sent instanceof JsonArray pairs ? map(pairs, member) : (JsonObject) sent, member);
  }

  /**
   * The tags if they are valid.
   *
   * @param member the request's, for the message
   */
  public JsonObject checked(JsonObject tags, String member) {
    return TagRules.checked(limited(tags), member, invalid);
  }

  JsonObject limited(JsonObject tags) {
    if (tags.size() > TagRules.MOST) {
      throw tooMany.because(
          "The resource would have %d tags, the limit is %d".formatted(tags.size(), TagRules.MOST));
    }
    return tags;
  }

  /** The keys that a request removes. */
  List<String> keys(JsonArray sent) {
    if (sent.size() > TagRules.MOST && tooManyKeys.isPresent()) {
      throw tooManyKeys.get().because("tagKeys must have at most " + TagRules.MOST + " keys");
    }
    return sent.stream().map(String.class::cast).toList();
  }

  /** The tags as requests and responses have them. */
  Object written(JsonObject tags) {
    return key.isEmpty() ? tags : pairs(tags);
  }

  /** The tags as an array of pairs. */
  public JsonArray pairs(JsonObject tags) {
    JsonArray pairs = new JsonArray();
    tags.forEach(
        tag -> pairs.add(new JsonObject().put(key, tag.getKey()).put(value, tag.getValue())));
    return pairs;
  }

  /**
   * The tags of an array of pairs.
   *
   * @param member for the message when a key appears twice
   */
  public JsonObject map(JsonArray pairs, String member) {
    JsonObject tags = new JsonObject();
    for (int i = 0; i < pairs.size(); i++) {
      String name = pairs.getJsonObject(i).getString(key);
      if (tags.containsKey(name)) {
        throw invalid.because("%s has the key '%s' twice".formatted(member, name));
      }
      tags.put(name, pairs.getJsonObject(i).getString(value));
    }
    return tags;
  }
}
