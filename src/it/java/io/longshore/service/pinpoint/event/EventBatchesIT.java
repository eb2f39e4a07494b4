package io.longshore.service.pinpoint.event;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OTHER_ACCOUNT;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
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

/** Calls of PutEvents at the same time share statements; each has an answer of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EventBatchesIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();
  private String app;

  @BeforeEach
  void an_app_is_there() {
    app = rig.app();
    rig.batches.clear();
  }

  @Test
  void events_and_endpoints_of_calls_at_once_are_stored_in_few_batches() {
    List<Future<ServiceResponse>> all =
        rig.atOnce(
            () ->
                IntStream.range(0, 200).mapToObj(i -> put(OWNER, "e" + i, "id", "click")).toList());
    await(Future.join(all));

    assertThat(rig.lines(app)).hasSize(200);
    assertThat(stored()).isEqualTo(200);
    assertThat(rig.batches.batches()).isEqualTo(6);
    assertThat(all.get(199).result().body().getJsonObject("Results").encode())
        .isEqualTo(
            """
            {"e199":{"EventsItemResponse":{"id":{"Message":"Accepted","StatusCode":202}},\
            "EndpointItemResponse":{"Message":"Accepted","StatusCode":202}}}""");
  }

  @Test
  void an_event_that_many_calls_send_at_once_is_stored_once_as_the_first_sent_it() {
    List<Future<ServiceResponse>> all = new ArrayList<>();
    all.add(put(OWNER, "x", "other", "click"));
    for (int i = 0; i < 50; i++) {
      all.add(put(OWNER, i % 2 == 0 ? "e" : "E", "same", "type" + i));
    }
    await(Future.join(all));

    assertThat(stored()).isEqualTo(2);
    assertThat(
            rig.rows("select line from pinpoint_event where container = $1 and id = 'same'", app)
                .get(0)
                .getString(0))
        .contains("\"type0\"");
  }

  @Test
  void a_refused_event_and_a_call_of_another_account_stand_beside_others() {
    List<Future<ServiceResponse>> all =
        IntStream.range(0, 20)
            .mapToObj(
                i -> put(i == 4 ? OTHER_ACCOUNT : OWNER, "e" + i, "id", i == 9 ? " " : "click"))
            .toList();
    await(Future.join(all).transform(ended -> Future.succeededFuture()));

    assertThat(IntStream.range(0, 20).filter(i -> all.get(i).failed())).containsExactly(4);
    assertThat(((ApiError) all.get(4).cause()).code()).isEqualTo(PinpointError.NOT_FOUND);
    assertThat(all.get(9).result().body().encode())
        .contains("\"StatusCode\":400", "EventType must have 1 to 50 characters");
    assertThat(stored()).isEqualTo(18);
  }

  @Test
  void when_the_connection_of_a_batch_is_lost_all_its_calls_fail() {
    SqlConnection connection = await(rig.postgres.work().getConnection());
    Transaction lock = await(connection.begin());
    await(
        connection
            .preparedQuery("select 1 from pinpoint_app where id = $1 for update")
            .execute(Tuple.of(app)));
    List<Future<ServiceResponse>> all =
        IntStream.range(0, 20).mapToObj(i -> put(OWNER, "e" + i, "id", "click")).toList();
    Future<?> ended = Future.join(all).transform(done -> Future.succeededFuture());
    while (!ended.isComplete()) {
      rig.workRows(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'""");
    }
    await(lock.rollback());
    await(connection.close());

    assertThat(all).allMatch(call -> call.failed() && TransientErrors.isOutage(call.cause()));
    assertThat(stored()).isZero();
    await(put(OWNER, "later", "id", "click"));
    assertThat(stored()).isEqualTo(1);
  }

  private long stored() {
    return rig.rows("select count(*) from pinpoint_event where container = $1", app)
        .get(0)
        .getLong(0);
  }

  private Future<ServiceResponse> put(Principal who, String endpoint, String id, String type) {
    JsonObject event =
        new JsonObject().put("EventType", type).put("Timestamp", "2026-11-21T10:00:00Z");
    JsonObject item =
        new JsonObject()
            .put("Endpoint", new JsonObject())
            .put("Events", new JsonObject().put(id, event));
    return rig.send(
        who,
        "PutEvents",
        new JsonObject().put("BatchItem", new JsonObject().put(endpoint, item)),
        "applicationId",
        app);
  }
}
