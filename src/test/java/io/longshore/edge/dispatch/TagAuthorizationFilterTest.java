package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.SampleService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TagAuthorizationFilterTest {

  private static final String TEAM_A =
      "{'Effect':'Allow','Action':'*','Resource':'*',"
          + "'Condition':{'StringEquals':{'aws:ResourceTag/team':'a'}}}";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> lookedUp = new CopyOnWriteArrayList<>();
  private ServiceResponse tags =
      ServiceResponse.ok(new JsonObject().put("tags", new JsonObject().put("team", "a")));
  private TagAuthorizationFilter filter;

  @BeforeEach
  void serve() {
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
    vertx
        .eventBus()
        .<Call>localConsumer(
            "sample.ListTagsForResource",
            message -> {
              lookedUp.add(message.body().parameter("resourceArn"));
              message.reply(tags);
            });
    filter =
        new TagAuthorizationFilter(
            id -> new OperationAuthorizer(SampleService.PROFILE, id, "/v1/ships/{shipId}"),
            new ResourceTagLookup(
                vertx.eventBus(), new DeliveryOptions().setLocalOnly(true), SampleService.PROFILE));
  }

  @AfterEach
  void close() {
    SampleService.await(vertx.close());
  }

  @Test
  void a_condition_on_tags_is_checked_with_the_resource_s_tags() {
    CallFixture call = CallFixture.getShip().policy(TEAM_A);

    assertThat(SampleService.await(call.apply(filter, call.validated())).status()).isEqualTo(204);
    assertThat(lookedUp).containsExactly("arn:aws:sample:us-east-1:111122223333:ships/1");
  }

  @Test
  void a_resource_with_other_tags_is_forbidden() {
    tags = ServiceResponse.ok(new JsonObject().put("tags", new JsonObject().put("team", "b")));

    assertThat(refusal().code().status()).isEqualTo(403);
  }

  @Test
  void a_resource_that_does_not_exist_has_no_tags_and_a_failed_look_up_fails_the_call() {
    tags = ServiceResponse.refused(CommonError.UNKNOWN_OPERATION.because("absent"));
    assertThat(refusal().code().status()).isEqualTo(403);

    tags = ServiceResponse.refused(CommonError.SERVICE_UNAVAILABLE.because("down"));
    assertThat(refusal()).hasMessage("down");
  }

  @Test
  void a_policy_without_tag_conditions_needs_no_look_up() {
    CallFixture call =
        CallFixture.getShip().policy("{'Effect':'Deny','Action':'*','Resource':'*'}");

    assertThat(call.apply(filter, call.validated()).succeeded()).isTrue();
    assertThat(lookedUp).isEmpty();
  }

  private ApiError refusal() {
    CallFixture call = CallFixture.getShip().policy(TEAM_A);
    Future<ServiceResponse> refused = call.apply(filter, call.validated());
    return (ApiError)
        SampleService.await(refused.<Throwable>map(x -> null).otherwise(failure -> failure));
  }
}
