package io.longshore.service.resource;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;

/** The operations TagResource, UntagResource and ListTagsForResource. */
public final class TagOperations {

  private final TagStore store;
  private final TagForm form;
  private final ServiceResponse changed;

  /**
   * @param changed the response of TagResource and UntagResource
   */
  public TagOperations(TagStore store, TagForm form, ServiceResponse changed) {
    this.store = store;
    this.form = form;
    this.changed = changed;
  }

  public Future<ServiceResponse> list(Call call) {
    return store
        .find(call.principal(), (String) call.member("resourceArn"))
        .map(tags -> ServiceResponse.ok(new JsonObject().put("tags", form.written(tags))));
  }

  public Future<ServiceResponse> add(Call call) {
    JsonObject added = form.read(call.body(), "tags");
    return change(call, tags -> form.limited(tags.copy().mergeIn(added)));
  }

  public Future<ServiceResponse> remove(Call call) {
    List<String> keys = form.keys((JsonArray) call.member("tagKeys"));
    return change(
        call,
        tags -> {
          JsonObject left = tags.copy();
          keys.forEach(left::remove);
          return left;
        });
  }

  private Future<ServiceResponse> change(Call call, UnaryOperator<JsonObject> change) {
    return store
        .change(call.principal(), (String) call.member("resourceArn"), change)
        .map(done -> changed);
  }
}
