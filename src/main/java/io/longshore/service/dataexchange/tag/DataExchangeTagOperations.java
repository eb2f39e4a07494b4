package io.longshore.service.dataexchange.tag;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.dataexchange.DataExchangeError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;

/** The operations on tags. */
public final class DataExchangeTagOperations {

  private final DataExchangeTagStore tags;

  public DataExchangeTagOperations(DataExchangeTagStore tags) {
    this.tags = tags;
  }

  public Future<ServiceResponse> list(Call call) {
    return with(call, (resource, found) -> Future.succeededFuture(found))
        .map(found -> ServiceResponse.ok(new JsonObject().put("tags", found)));
  }

  public Future<ServiceResponse> add(Call call) {
    JsonObject more = DataExchangeTagRules.checked(call.body().getJsonObject("tags"));
    return with(
            call,
            (resource, found) ->
                tags.add(call.principal(), resource, more, DataExchangeTagRules.MOST))
        .map(
            added -> {
              if (!added) {
                throw DataExchangeError.VALIDATION.because(
                    "The resource would have more than " + DataExchangeTagRules.MOST + " tags");
              }
              return ServiceResponse.noContent();
            });
  }

  public Future<ServiceResponse> remove(Call call) {
    List<String> keys =
        call.parameters().getJsonArray("tagKeys").stream().map(String.class::cast).toList();
    return with(call, (resource, found) -> tags.remove(call.principal(), resource, keys))
        .map(removed -> ServiceResponse.noContent());
  }

  /** Does that with the resource and its tags, if the caller has it. */
  private <T> Future<T> with(Call call, BiFunction<TaggedResource, JsonObject, Future<T>> then) {
    String arn = call.parameter("resourceArn");
    TaggedResource resource =
        TaggedResource.parse(call.principal(), arn)
            .orElseThrow(
                () ->
                    DataExchangeError.RESOURCE_NOT_FOUND.because(
                        "You have no resource with the ARN '" + arn + "'"));
    return tags.find(call.principal(), resource)
        .map(
            found ->
                found.orElseThrow(() -> DataExchangeError.unknown(resource.type(), resource.id())))
        .compose(found -> then.apply(resource, found));
  }
}
