package io.longshore.service.pinpoint.endpoint;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
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
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Calls of UpdateEndpoint at the same time share statements; each has an answer of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EndpointWriteBatchesIT {

  private static final String BLOCKED =
      """
      select count(*) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'""";

  @AutoClose private final PinpointFixture rig = new PinpointFixture();
  private String app;

  @BeforeEach
  void an_app_is_there() {
    app = rig.app();
    rig.batches.clear();
  }

  @Test
  void calls_at_once_share_few_batches_and_all_are_stored() {
    List<Future<ServiceResponse>> first =
        send(150, i -> email(i + "@example.com").put("User", json("{'UserId':'u" + i + "'}")));
    await(Future.join(first));
    List<Future<ServiceResponse>> second =
        send(150, i -> json("{'Attributes':{'n':['" + i + "']}}"));
    await(Future.join(second));

    assertThat(rig.lines(app)).hasSize(150);
    assertThat(rig.endpoint(app, "e149").encode())
        .contains("149@example.com", "\"UserId\":\"u149\"", "\"n\":[\"149\"]");
    assertThat(rig.batches.batches()).isEqualTo(6);
    assertThat(rig.batches.largest()).isEqualTo(100);
    assertThat(rig.batches.alone()).isZero();
  }

  @Test
  void a_lone_call_is_a_batch_of_one() {
    rig.put(app, "e", email("a@example.com"));
    rig.put(app, "e", email("b@example.com"));

    assertThat(rig.batches.batches()).isEqualTo(2);
    assertThat(rig.batches.largest()).isEqualTo(1);
  }

  @Test
  void updates_of_one_endpoint_at_once_are_all_kept_and_the_last_that_arrived_stands() {
    rig.put(app, "one", email("a@example.com"));
    List<Future<ServiceResponse>> all =
        rig.atOnce(
            () ->
                IntStream.range(0, 240)
                    .mapToObj(
                        i ->
                            json(
                                "{'Attributes':{'a"
                                    + i
                                    + "':['x']},"
                                    + "'Demographic':{'Make':'"
                                    + i
                                    + "'}}"))
                    .map(body -> update("one", body))
                    .toList());
    await(Future.join(all));

    JsonObject endpoint = rig.endpoint(app, "one");
    assertThat(endpoint.getJsonObject("Attributes")).hasSize(240);
    assertThat(endpoint.getJsonObject("Demographic").getString("Make")).isEqualTo("239");
    assertThat(endpoint.getString("RequestId"))
        .isEqualTo(all.get(239).result().body().getString("RequestID"));
    assertThat(rig.batches.batches()).isEqualTo(1 + 1 + 3);
  }

  @Test
  void a_call_whose_merge_is_refused_stands_beside_others_that_are_stored() {
    JsonObject metrics = new JsonObject();
    IntStream.range(0, 240).forEach(i -> metrics.put("m" + i, 1));
    rig.put(app, "e7", email("a@example.com").put("Metrics", metrics));
    JsonObject more = new JsonObject();
    IntStream.range(0, 20).forEach(i -> more.put("more" + i, 1));
    List<Future<ServiceResponse>> all = send(20, i -> new JsonObject().put("Metrics", more));
    await(Future.join(all).transform(ended -> Future.succeededFuture()));

    assertThat(IntStream.range(0, 20).filter(i -> all.get(i).failed())).containsExactly(7);
    assertThat(all.get(7).cause()).hasMessageContaining("the limit is 250 together");
    assertThat(rig.endpoint(app, "e7").getJsonObject("Metrics")).hasSize(240);
    assertThat(rig.endpoint(app, "e8").getJsonObject("Metrics")).hasSize(20);
  }

  @Test
  void an_error_of_the_database_is_that_of_the_call_that_causes_it() {
    List<Future<ServiceResponse>> users =
        send(20, i -> json("{'User':{'UserId':'" + (i == 11 ? "\\u0000" : "u" + i) + "'}}"));
    await(Future.join(users).transform(ended -> Future.succeededFuture()));
    assertThat(IntStream.range(0, 20).filter(i -> users.get(i).failed())).containsExactly(11);
    assertThat(TransientErrors.isUnstorable(users.get(11).cause())).isTrue();
    assertThat(rig.batches.alone()).isPositive();
  }

  @Test
  void of_twenty_that_join_a_user_at_once_fifteen_do_and_the_others_are_told_why() {
    List<Future<ServiceResponse>> all =
        send(20, i -> email(i + "@example.com").put("User", json("{'UserId':'u'}")));
    await(Future.join(all).transform(ended -> Future.succeededFuture()));

    assertThat(all.stream().filter(Future::succeeded)).hasSize(15);
    assertThat(all.stream().filter(Future::failed))
        .hasSize(5)
        .allMatch(call -> call.cause().getMessage().startsWith("Exceeded maximum endpoint per"));
    assertThat(
            rig.rows("select 1 from pinpoint_endpoint where container = $1 and user_id = 'u'", app))
        .hasSize(15);
  }

  @Test
  void attributes_of_a_user_that_calls_change_at_once_are_the_same_in_all_endpoints() {
    await(Future.join(send(10, i -> json("{'User':{'UserId':'u'}}"))));
    await(
        Future.join(
            send(10, i -> json("{'User':{'UserAttributes':{'a" + i + "':['" + i + "']}}}"))));

    assertThat(rig.lines(app))
        .hasSize(10)
        .allSatisfy(
            line ->
                assertThat(
                        new JsonObject(line).getJsonObject("User").getJsonObject("UserAttributes"))
                    .hasSize(10));
  }

  @Test
  void a_locked_endpoint_delays_only_its_own_call() {
    await(Future.join(send(30, i -> email(i + "@example.com"))));
    SqlConnection connection = await(rig.postgres.work().getConnection());
    Transaction lock = await(connection.begin());
    await(
        connection
            .preparedQuery(
                "select 1 from pinpoint_endpoint where container = $1 and id = $2 for update")
            .execute(Tuple.of(app, "e5")));
    List<Future<ServiceResponse>> all = send(30, i -> json("{'Attributes':{'n':['1']}}"));
    List<Future<ServiceResponse>> others = new ArrayList<>(all);
    Future<ServiceResponse> own = others.remove(5);
    await(Future.join(others));

    assertThat(others).allMatch(Future::succeeded);
    assertThat(own.isComplete()).isFalse();
    await(lock.commit());
    await(own);
    await(connection.close());
  }

  @Test
  void an_app_that_waits_for_a_lock_does_not_hold_others() {
    String other = rig.app();
    SqlConnection connection = await(rig.postgres.work().getConnection());
    Transaction lock = lockApp(connection);
    List<Future<ServiceResponse>> waiting = send(3, i -> email(i + "@example.com"));
    for (int i = 0; i < 20; i++) {
      rig.put(other, "e" + i, email(i + "@example.com"));
    }

    assertThat(waiting).noneMatch(Future::isComplete);
    await(lock.commit());
    await(Future.join(waiting));
    await(connection.close());
  }

  @Test
  void calls_of_an_app_that_is_deleted_meanwhile_learn_it_and_leave_nothing() {
    SqlConnection connection = await(rig.postgres.work().getConnection());
    Transaction deletion = lockApp(connection);
    List<Future<ServiceResponse>> all = send(20, i -> email(i + "@example.com"));
    until(BLOCKED, 1);
    await(
        connection.preparedQuery("delete from pinpoint_app where id = $1").execute(Tuple.of(app)));
    await(deletion.commit());
    await(Future.join(all).transform(ended -> Future.succeededFuture()));
    await(connection.close());

    assertThat(all)
        .allSatisfy(
            call ->
                assertThat(call.cause())
                    .isInstanceOfSatisfying(
                        ApiError.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(PinpointError.NOT_FOUND)));
    assertThat(rig.lines(app)).isEmpty();
  }

  @Test
  void when_connections_are_lost_calls_fail_and_none_is_told_of_a_success_that_was_not() {
    SqlConnection connection = await(rig.postgres.work().getConnection());
    Transaction lock = lockApp(connection);
    List<Future<ServiceResponse>> all = send(20, i -> email(i + "@example.com"));
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
    assertThat(rig.lines(app)).isEmpty();
    rig.put(app, "later", email("a@example.com"));
    assertThat(rig.lines(app)).hasSize(1);
  }

  private Transaction lockApp(SqlConnection connection) {
    Transaction lock = await(connection.begin());
    await(
        connection
            .preparedQuery("select 1 from pinpoint_app where id = $1 for update")
            .execute(Tuple.of(app)));
    return lock;
  }

  private void until(String sql, long least) {
    while (rig.workRows(sql).get(0).getLong(0) < least) {
      Thread.onSpinWait();
    }
  }

  private List<Future<ServiceResponse>> send(int count, IntFunction<JsonObject> body) {
    return rig.atOnce(
        () -> IntStream.range(0, count).mapToObj(i -> update("e" + i, body.apply(i))).toList());
  }

  private Future<ServiceResponse> update(String id, JsonObject body) {
    return rig.send(OWNER, "UpdateEndpoint", body, "applicationId", app, "endpointId", id);
  }
}
