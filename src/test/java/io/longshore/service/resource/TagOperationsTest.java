package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagOperationsTest {

  private static final Principal CALLER = new Principal("111122223333", "eu-west-1", "AK");
  private static final String ARN = "arn:aws:sample:eu-west-1:111122223333:things/1";
  private static final TagForm MAP = TagForm.map(CommonError.SERIALIZATION);
  private static final TagForm PAIRS =
      new TagForm(
          "Key",
          "Value",
          CommonError.SERIALIZATION,
          CommonError.HEADERS_TOO_LARGE,
          Optional.of(CommonError.URI_TOO_LONG));

  /** The tags of one resource. */
  private static final class MemoryTags implements TagStore {

    private JsonObject tags = new JsonObject();

    @Override
    public Future<JsonObject> find(Principal caller, String arn) {
      return Future.succeededFuture(tags);
    }

    @Override
    public Future<Void> change(Principal caller, String arn, UnaryOperator<JsonObject> change) {
      assertThat(arn).isEqualTo(ARN);
      return Future.succeededFuture(tags)
          .map(change)
          .onSuccess(changed -> tags = changed)
          .mapEmpty();
    }
  }

  private final MemoryTags store = new MemoryTags();
  private final TagOperations map = new TagOperations(store, MAP, ServiceResponse.noContent());
  private final TagOperations pairs = new TagOperations(store, PAIRS, ServiceResponse.noContent());

  @Test
  void tags_are_added_replaced_listed_and_removed() {
    assertThat(map.add(tagging(new JsonObject().put("a", "1").put("b", "2"))).result().status())
        .isEqualTo(204);
    map.add(tagging(new JsonObject().put("b", "3")));
    assertThat(store.tags).isEqualTo(new JsonObject().put("a", "1").put("b", "3"));

    JsonObject keys = new JsonObject().put("tagKeys", new JsonArray().add("a").add("unknown"));
    assertThat(map.remove(call(keys, new JsonObject())).result().status()).isEqualTo(204);
    assertThat(map.list(call(new JsonObject(), new JsonObject())).result().body())
        .isEqualTo(new JsonObject().put("tags", new JsonObject().put("b", "3")));
  }

  @Test
  void pairs_are_read_and_written() {
    JsonArray sent = new JsonArray().add(pair("k", "v").put("Other", "dropped"));

    pairs.add(tagging(sent));

    assertThat(store.tags).isEqualTo(new JsonObject().put("k", "v"));
    assertThat(pairs.list(call(new JsonObject(), new JsonObject())).result().body())
        .isEqualTo(new JsonObject().put("tags", new JsonArray().add(pair("k", "v"))));
  }

  @Test
  void a_key_that_appears_twice_is_refused() {
    JsonArray sent = new JsonArray().add(pair("k", "v")).add(pair("k", "w"));

    assertThatThrownBy(() -> pairs.add(tagging(sent))).hasMessage("tags has the key 'k' twice");
  }

  @Test
  void a_resource_has_at_most_50_tags() {
    map.add(tagging(many(50)));
    assertThat(store.tags).hasSize(50);

    Throwable refused = map.add(tagging(new JsonObject().put("one", "more"))).cause();
    assertThat(refused).hasMessage("The resource would have 51 tags, the limit is 50");
    assertThat(store.tags).hasSize(50);
    assertThatThrownBy(() -> pairs.add(tagging(PAIRS.pairs(many(51)))))
        .satisfies(
            error ->
                assertThat(((ApiError) error).code()).isEqualTo(CommonError.HEADERS_TOO_LARGE));
  }

  @Test
  void keys_to_remove_are_limited_where_the_service_has_an_error_for_it() {
    JsonArray keys = new JsonArray();
    IntStream.range(0, 51).forEach(i -> keys.add("k" + i));
    JsonObject body = new JsonObject().put("tagKeys", keys);

    assertThat(map.remove(call(new JsonObject(), body)).succeeded()).isTrue();
    assertThatThrownBy(() -> pairs.remove(call(new JsonObject(), body)))
        .satisfies(
            error -> assertThat(((ApiError) error).code()).isEqualTo(CommonError.URI_TOO_LONG));
  }

  @Test
  void a_request_without_tags_has_none() {
    assertThat(MAP.read(new JsonObject(), "Tags")).isEmpty();
    assertThat(PAIRS.read(new JsonObject(), "tags")).isEmpty();
  }

  private static JsonObject many(int count) {
    JsonObject tags = new JsonObject();
    IntStream.range(0, count).forEach(i -> tags.put("k" + i, "v"));
    return tags;
  }

  private static JsonObject pair(String key, String value) {
    return new JsonObject().put("Key", key).put("Value", value);
  }

  private static Call tagging(Object tags) {
    return call(new JsonObject(), new JsonObject().put("tags", tags));
  }

  private static Call call(JsonObject parameters, JsonObject body) {
    parameters.put("resourceArn", ARN);
    return new Call("sample.TagResource", CALLER, "request", parameters, body);
  }
}
