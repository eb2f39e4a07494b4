package io.longshore.service.pinpoint.endpoint;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Batches of endpoints: all of their items or none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointBatchIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void batches_over_the_same_endpoints_at_once_lose_nothing() {
    String app = rig.app();
    Random random = new Random(7);
    List<Future<ServiceResponse>> answers = new ArrayList<>();
    for (int batch = 0; batch < 12; batch++) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      JsonArray items = new JsonArray();
      for (int i : order) {
        items.add(
            email("a@example.com")
                .put("Id", "e" + i)
                .put("Attributes", new JsonObject().put("b" + batch, new JsonArray().add("v"))));
      }
      answers.add(
          rig.send(
              OWNER,
              "UpdateEndpointsBatch",
              new JsonObject().put("Item", items),
              "applicationId",
              app));
    }
    await(Future.join(answers));

    assertThat(rig.lines(app))
        .hasSize(60)
        .allSatisfy(
            line -> assertThat(new JsonObject(line).getJsonObject("Attributes")).hasSize(12));
  }

  @Test
  void a_batch_may_name_an_endpoint_twice_and_applies_both_in_order() {
    String app = rig.app();
    JsonArray items =
        new JsonArray()
            .add(email("a@x").put("Id", "e").put("Attributes", json("{'a':['1'],'b':['1']}")))
            .add(new JsonObject().put("Id", "E").put("Attributes", json("{'b':['2']}")));
    rig.ok("UpdateEndpointsBatch", new JsonObject().put("Item", items), "applicationId", app);

    assertThat(rig.endpoint(app, "e").getJsonObject("Attributes").encode())
        .isEqualTo("{\"a\":[\"1\"],\"b\":[\"2\"]}");
  }

  @Test
  void one_wrong_item_of_a_batch_stores_nothing_and_is_named() {
    String app = rig.app();
    JsonArray items =
        new JsonArray()
            .add(email("a@x").put("Id", "good"))
            .add(new JsonObject().put("Id", "bad").put("ChannelType", "EMAIL"));
    assertThat(
            rig.refused(
                "UpdateEndpointsBatch", new JsonObject().put("Item", items), "applicationId", app))
        .hasMessage("Item[1]: Missing Address");
    assertThat(rig.lines(app)).isEmpty();
  }

  @Test
  void the_refusal_of_a_batch_names_each_of_its_wrong_items() {
    String app = rig.app();
    JsonArray items = new JsonArray();
    for (int i = 0; i < 30; i++) {
      items.add(email("a" + i + "@example.com").put("Id", "e" + i));
    }
    items.getJsonObject(3).put("OptOut", "SOME");
    items.getJsonObject(29).put("Id", "a$b");

    assertThat(
            rig.refused(
                "UpdateEndpointsBatch", new JsonObject().put("Item", items), "applicationId", app))
        .hasMessageStartingWith("Item[3]: OptOut must be ALL or NONE, was 'SOME'; Item[29]: An ");
    items.getJsonObject(3).remove("OptOut");
    items.remove(29);
    items.forEach(item -> ((JsonObject) item).remove("Address"));
    assertThat(
            rig.refused(
                "UpdateEndpointsBatch", new JsonObject().put("Item", items), "applicationId", app))
        .hasMessageStartingWith("Item[0]: Missing Address; Item[1]: Missing Address; ")
        .hasMessageEndingWith("Item[19]: Missing Address; and 9 more");
  }
}
