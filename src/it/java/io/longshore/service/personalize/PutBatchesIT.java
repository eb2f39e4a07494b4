package io.longshore.service.personalize;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.personalize.PersonalizeFixture.OTHER_ACCOUNT;
import static io.longshore.service.personalize.PersonalizeFixture.OWNER;
import static io.longshore.service.personalize.ShopData.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Calls that put records at the same time share statements; each has an answer of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PutBatchesIT {

  @AutoClose private final PersonalizeFixture rig = new PersonalizeFixture();
  private ShopData shop;

  @BeforeEach
  void a_group_with_datasets_is_there() {
    shop = new ShopData(rig);
    rig.batches.clear();
  }

  @Test
  void events_of_many_sessions_at_once_are_stored_in_few_batches() {
    List<Future<ServiceResponse>> all =
        rig.atOnce(
            () ->
                IntStream.range(0, 200)
                    .mapToObj(i -> events("s" + i % 70, "u" + i % 70, i, "e" + i))
                    .toList());
    await(Future.join(all));

    assertThat(rig.exported(shop.interactions, "ALL")).hasSize(200);
    assertThat(rig.count("personalize_session")).isEqualTo(70);
    assertThat(rig.batches.batches()).isEqualTo(3);
  }

  @Test
  void an_event_id_that_many_calls_send_at_once_counts_once() {
    List<Future<ServiceResponse>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(events("s" + i, "u" + i, i, i % 2 == 0 ? "same" : "e" + i));
    }
    await(Future.join(all));

    assertThat(rig.exported(shop.interactions, "ALL"))
        .hasSize(26)
        .contains("u0,i0,0,click,,")
        .doesNotContain("u2,i2,2,click,,");
  }

  @Test
  void events_without_a_user_belong_to_the_one_that_a_later_call_of_the_batch_names() {
    List<Future<ServiceResponse>> all =
        rig.atOnce(
            () ->
                List.of(
                    events("other", "x", 0, null),
                    events("s", null, 1, null),
                    events("s", null, 2, null),
                    events("s", "u", 3, null),
                    events("s", null, 4, null),
                    events("s", "v", 5, null),
                    events("s", null, 6, null),
                    events("nobody", null, 7, null)));
    await(Future.join(all));

    assertThat(rig.batches.batches()).isEqualTo(2);
    assertThat(rig.exported(shop.interactions, "ALL"))
        .containsExactlyInAnyOrder(
            "x,i0,0,click,,",
            "u,i1,1,click,,",
            "u,i2,2,click,,",
            "u,i3,3,click,,",
            "u,i4,4,click,,",
            "v,i5,5,click,,",
            "v,i6,6,click,,");
    assertThat(rig.count("personalize_anonymous")).isEqualTo(1);
    await(events("s", null, 8, null));
    assertThat(rig.exported(shop.interactions, "ALL")).contains("v,i8,8,click,,");
  }

  @Test
  void calls_that_are_refused_stand_beside_others_that_are_stored() {
    List<Future<ServiceResponse>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Principal who = i == 3 ? OTHER_ACCOUNT : OWNER;
      all.add(item(who, "i" + i, i == 8 ? "{\"numberOfRatings\":\"x\"}" : "{}"));
      all.add(events("s", "u", i == 8 ? -1 : i, null));
    }
    await(Future.join(all).transform(ended -> Future.succeededFuture()));

    assertThat(IntStream.range(0, 40).filter(i -> all.get(i).failed()))
        .containsExactly(2 * 3, 2 * 8, 2 * 8 + 1);
    assertThat(shape(all.get(6))).isEqualTo("ResourceNotFoundException");
    assertThat(shape(all.get(16))).isEqualTo("InvalidInputException");
    assertThat(shape(all.get(17))).isEqualTo("InvalidInputException");
    assertThat(rig.exported(shop.items, "ALL")).hasSize(18);
    assertThat(rig.exported(shop.interactions, "ALL")).hasSize(19);
  }

  @Test
  void the_last_call_that_puts_an_item_stands() {
    List<Future<ServiceResponse>> all =
        rig.atOnce(
            () ->
                IntStream.range(0, 150)
                    .mapToObj(i -> item(OWNER, "one", "{\"numberOfRatings\":" + i + "}"))
                    .toList());
    await(Future.join(all));

    assertThat(rig.exported(shop.items, "ALL")).containsExactly("one,,149");
    assertThat(rig.batches.batches()).isEqualTo(3);
  }

  @Test
  void calls_of_a_dataset_that_is_deleted_are_all_refused() {
    rig.ok("DeleteDataset", "datasetArn", shop.items);
    List<Future<ServiceResponse>> all =
        IntStream.range(0, 20).mapToObj(i -> item(OWNER, "i" + i, "{}")).toList();
    await(Future.join(all).transform(ended -> Future.succeededFuture()));

    assertThat(all).allMatch(call -> shape(call).equals("ResourceInUseException"));
    assertThat(rig.count("personalize_record")).isZero();
  }

  @Test
  void when_the_connection_of_a_batch_is_lost_all_its_calls_fail() {
    SqlConnection connection = await(rig.postgres.work().getConnection());
    Transaction lock = await(connection.begin());
    await(
        connection
            .preparedQuery("select 1 from personalize_resource where arn = $1 for update")
            .execute(Tuple.of(shop.interactions)));
    List<Future<ServiceResponse>> all =
        IntStream.range(0, 20).mapToObj(i -> events("s" + i, "u", i, null)).toList();
    Future<?> ended = Future.join(all).transform(done -> Future.succeededFuture());
    while (!ended.isComplete()) {
      await(
          rig.postgres.work(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and wait_event_type = 'Lock'"""));
    }
    await(lock.rollback());
    await(connection.close());

    assertThat(all).allMatch(call -> call.failed() && TransientErrors.isOutage(call.cause()));
    assertThat(rig.count("personalize_record")).isZero();
    await(events("s", "u", 1, null));
    assertThat(rig.exported(shop.interactions, "ALL")).hasSize(1);
  }

  private static String shape(Future<ServiceResponse> refused) {
    return ((ApiError) refused.cause()).code().shape();
  }

  private Future<ServiceResponse> item(Principal who, String id, String properties) {
    JsonObject one = new JsonObject().put("itemId", id).put("properties", properties);
    return rig.send(
        who,
        "PutItems",
        PersonalizeFixture.body("datasetArn", shop.items, "items", new JsonArray().add(one)));
  }

  /**
   * @param user or null when nobody knows
   * @param eventId or null for none
   */
  private Future<ServiceResponse> events(String session, String user, int at, String eventId) {
    JsonObject event = event("click", at).put("itemId", "i" + at);
    if (eventId != null) {
      event.put("eventId", eventId);
    }
    JsonObject request =
        PersonalizeFixture.body(
            "trackingId",
            shop.tracker,
            "sessionId",
            session,
            "eventList",
            new JsonArray().add(event));
    if (user != null) {
      request.put("userId", user);
    }
    return rig.send(OWNER, "PutEvents", request);
  }
}
