package io.longshore.service.pinpoint.endpoint;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.fixture.Waiting;
import io.longshore.service.pinpoint.PinpointFixture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Addresses and users are claimed: what that means for the endpoints that had them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointUniquenessIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void who_takes_an_address_makes_its_holder_inactive() {
    String app = rig.app();
    rig.put(app, "old", email("a@example.com"));
    rig.put(app, "other", email("b@example.com"));
    rig.put(app, "sms", new JsonObject().put("Address", "a@example.com").put("ChannelType", "SMS"));
    rig.put(app, "new", email("a@example.com"));

    assertThat(status(app, "old")).isEqualTo("INACTIVE");
    assertThat(List.of(status(app, "other"), status(app, "sms"), status(app, "new")))
        .containsOnly("ACTIVE");
    rig.put(app, "old", new JsonObject());
    assertThat(status(app, "old")).isEqualTo("ACTIVE");
    assertThat(status(app, "new")).isEqualTo("INACTIVE");
  }

  @Test
  void an_address_of_another_app_stays_with_its_holder() {
    String app = rig.app();
    rig.put(app, "old", email("a@example.com"));
    rig.put(rig.app(), "new", email("a@example.com"));

    assertThat(status(app, "old")).isEqualTo("ACTIVE");
  }

  @Test
  void the_last_of_a_batch_holds_an_address() {
    String app = rig.app();
    rig.ok(
        "UpdateEndpointsBatch", batch(0, 5, i -> email("same@example.com")), "applicationId", app);

    assertThat(IntStream.range(0, 5).mapToObj(i -> status(app, "e" + i)))
        .containsExactly("INACTIVE", "INACTIVE", "INACTIVE", "INACTIVE", "ACTIVE");
  }

  @Test
  void of_many_that_take_an_address_at_once_one_holds_it() {
    String app = rig.app();
    List<Future<ServiceResponse>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(send(app, "e" + i, email("same@example.com")));
    }
    await(Future.all(all));

    assertThat(IntStream.range(0, 20).filter(i -> status(app, "e" + i).equals("ACTIVE")))
        .hasSize(1);
  }

  @Test
  void a_sixteenth_email_of_a_user_is_refused() {
    String app = rig.app();
    rig.ok("UpdateEndpointsBatch", batch(0, 15, i -> of("u", i, "EMAIL")), "applicationId", app);

    assertThat(
            rig.refused(
                "UpdateEndpoint", of("u", 15, "EMAIL"), "applicationId", app, "endpointId", "x"))
        .hasMessage("Exceeded maximum endpoint per user count 15: the user 'u' has 15");
    rig.put(app, "e3", email("changed@example.com"));
    rig.put(app, "x", of("another", 15, "EMAIL"));
    assertThat(members(app, "u")).hasSize(15);
    assertThat(
            rig.refused(
                "UpdateEndpointsBatch",
                batch(20, 16, i -> of("third", i, "SMS")),
                "applicationId",
                app))
        .hasMessageStartingWith("Exceeded maximum endpoint per user count 15");
  }

  @Test
  void a_sixteenth_device_takes_the_place_of_the_one_that_was_silent_longest() {
    String app = rig.app();
    rig.ok(
        "UpdateEndpointsBatch",
        batch(
            0,
            15,
            i ->
                of("u", i, "GCM")
                    .put("EffectiveDate", "2026-01-" + (i == 7 ? "01" : 10 + i) + "T10:00Z")),
        "applicationId",
        app);
    rig.put(app, "e15", of("u", 15, "APNS"));

    assertThat(members(app, "u")).hasSize(15).contains("e15").doesNotContain("e7");
    JsonObject evicted = rig.endpoint(app, "e7");
    assertThat(evicted.getString("EndpointStatus")).isEqualTo("INACTIVE");
    assertThat(evicted.containsKey("User")).isFalse();
  }

  @Test
  void a_sixteenth_device_never_takes_the_place_of_an_email_address() {
    String app = rig.app();
    rig.ok(
        "UpdateEndpointsBatch",
        batch(
            0,
            15,
            i ->
                of("u", i, i == 9 ? "GCM" : "EMAIL")
                    .put("EffectiveDate", "2026-01-" + (i == 9 ? "30" : 10 + i) + "T10:00Z")),
        "applicationId",
        app);
    rig.put(app, "e15", of("u", 15, "APNS"));
    assertThat(members(app, "u")).hasSize(15).contains("e15").doesNotContain("e9");

    rig.put(app, "e15", new JsonObject().put("User", new JsonObject().put("UserId", "")));
    rig.put(app, "e16", of("u", 16, "SMS"));
    assertThat(
            rig.refused(
                "UpdateEndpoint", of("u", 17, "APNS"), "applicationId", app, "endpointId", "e17"))
        .hasMessageStartingWith("Exceeded maximum endpoint per user count 15");
    assertThat(members(app, "u")).hasSize(15).contains("e0", "e16");
  }

  @Test
  void endpoints_without_an_address_do_not_take_it_from_each_other() {
    String app = rig.app();
    JsonObject silent =
        new JsonObject().put("ChannelType", "APNS").put("Address", "").put("OptOut", "ALL");
    rig.put(app, "a", silent);
    rig.put(app, "b", silent);

    assertThat(List.of(status(app, "a"), status(app, "b"))).containsOnly("ACTIVE");
  }

  @Test
  void fifteen_is_the_limit_however_many_come_at_once() {
    String app = rig.app();
    List<Future<ServiceResponse>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(send(app, "e" + i, of("u", i, "EMAIL")).otherwiseEmpty());
    }
    await(Future.all(all));

    assertThat(members(app, "u")).hasSize(15);
  }

  @Test
  void calls_wait_for_each_other_only_when_they_claim_the_same_and_leave_nothing_behind() {
    String app = rig.app();
    Promise<Void> done = Promise.promise();
    Promise<Void> begun = Promise.promise();
    Future<Void> others =
        rig.postgres.transact(
            tx ->
                tx.connection()
                    .query("insert into pinpoint_claim select generate_series(1, 10000)")
                    .execute()
                    .onSuccess(held -> begun.complete())
                    .compose(held -> done.future()));
    await(begun.future());
    rig.ok("UpdateEndpointsBatch", batch(0, 100, i -> of("u" + i, i, "SMS")), "applicationId", app);
    done.fail("rolled back");

    assertThat(Waiting.failure(others)).hasMessage("rolled back");
    assertThat(members(app, "u99")).containsExactly("e99");
    assertThat(rig.count("pinpoint_claim")).isZero();
  }

  private Future<ServiceResponse> send(String app, String id, JsonObject endpoint) {
    return rig.send(OWNER, "UpdateEndpoint", endpoint, "applicationId", app, "endpointId", id);
  }

  private static JsonObject of(String user, int number, String channel) {
    return new JsonObject()
        .put("Address", "address" + number)
        .put("ChannelType", channel)
        .put("User", new JsonObject().put("UserId", user));
  }

  private static JsonObject batch(int from, int count, IntFunction<JsonObject> endpoint) {
    JsonArray items = new JsonArray();
    for (int i = from; i < from + count; i++) {
      items.add(endpoint.apply(i).put("Id", "e" + i));
    }
    return new JsonObject().put("Item", items);
  }

  private List<String> members(String app, String user) {
    return rig
        .ok("GetUserEndpoints", "applicationId", app, "userId", user)
        .getJsonArray("Item")
        .stream()
        .map(item -> ((JsonObject) item).getString("Id"))
        .toList();
  }

  private String status(String app, String id) {
    return rig.endpoint(app, id).getString("EndpointStatus");
  }
}
