package io.longshore.service.pinpoint.endpoint;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Endpoints one by one: what is stored, shown, merged and deleted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointsIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void a_new_endpoint_gets_what_the_server_sets() {
    String app = rig.app();
    ServiceResponse answer =
        await(
            rig.send(
                OWNER,
                "UpdateEndpoint",
                email("a@example.com"),
                "applicationId",
                app,
                "endpointId",
                "Phone-1"));
    JsonObject endpoint = rig.endpoint(app, "Phone-1");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().getString("Message")).isEqualTo("Accepted");
    assertThat(endpoint.getString("RequestId")).isEqualTo(answer.body().getString("RequestID"));
    assertThat(endpoint.getString("ApplicationId")).isEqualTo(app);
    assertThat(endpoint.getString("Id")).isEqualTo("Phone-1");
    assertThat(endpoint.getString("OptOut")).isEqualTo("NONE");
    assertThat(endpoint.getString("EndpointStatus")).isEqualTo("ACTIVE");
    assertThat(endpoint.getString("CreationDate")).isEqualTo("2026-11-21T10:00:00.123Z");
    assertThat(endpoint.getString("EffectiveDate")).isEqualTo("2026-11-21T10:00:00.123Z");
    assertThat(Integer.parseInt(endpoint.getString("CohortId"))).isBetween(0, 99);
  }

  @Test
  void ids_are_not_case_sensitive_and_shown_as_first_sent() {
    String app = rig.app();
    rig.put(app, "Phone-Ä", email("a@example.com"));
    rig.put(app, "PHONE-ä", email("b@example.com"));

    JsonObject endpoint = rig.endpoint(app, "phone-ä");
    assertThat(endpoint.getString("Id")).isEqualTo("Phone-Ä");
    assertThat(endpoint.getString("Address")).isEqualTo("b@example.com");
    assertThat(rig.lines(app)).hasSize(1);
  }

  @Test
  void an_update_replaces_what_it_names_and_keeps_the_rest() {
    String app = rig.app();
    rig.put(
        app,
        "e",
        json(
            "{'Address':'a@example.com','ChannelType':'EMAIL','OptOut':'ALL',"
                + "'Attributes':{'Team':['Lakers','Bulls'],'Old':['x'],'Kept':['k']},"
                + "'Metrics':{'a':1,'b':2.5},'Demographic':{'Make':'Acme','Model':'A1'},"
                + "'Location':{'Country':'DE','Latitude':52},"
                + "'User':{'UserId':'u1','UserAttributes':{'Likes':['tea']}}}"));
    rig.put(
        app,
        "e",
        json(
            "{'Attributes':{'Team':['Heat'],'Old':[]},'Metrics':{'b':3},"
                + "'Demographic':{'Model':'A2'},'EffectiveDate':'2026-01-01T10:00Z',"
                + "'User':{'UserAttributes':{'Age':['9']}}}"));

    JsonObject endpoint = rig.endpoint(app, "e");
    assertThat(endpoint.getJsonObject("Attributes").encode())
        .isEqualTo("{\"Team\":[\"Heat\"],\"Kept\":[\"k\"]}");
    assertThat(endpoint.getJsonObject("Metrics").encode()).isEqualTo("{\"a\":1.0,\"b\":3.0}");
    assertThat(endpoint.getJsonObject("Demographic").encode())
        .isEqualTo("{\"Make\":\"Acme\",\"Model\":\"A2\"}");
    assertThat(endpoint.getJsonObject("Location").encode())
        .isEqualTo("{\"Country\":\"DE\",\"Latitude\":52.0}");
    assertThat(endpoint.getJsonObject("User").encode())
        .isEqualTo("{\"UserAttributes\":{\"Likes\":[\"tea\"],\"Age\":[\"9\"]},\"UserId\":\"u1\"}");
    assertThat(endpoint.getString("OptOut")).isEqualTo("ALL");
    assertThat(endpoint.getString("EffectiveDate")).isEqualTo("2026-01-01T10:00:00.000Z");
  }

  @Test
  void a_client_that_has_no_channel_yet_can_introduce_itself() {
    String app = rig.app();
    rig.put(
        app,
        "web",
        json(
            "{'EffectiveDate':'2026-11-21T10:00:00.000Z','Demographic':{'Platform':'Chrome'},"
                + "'User':{'UserId':'ann'}}"));
    rig.put(app, "silent", json("{'ChannelType':'APNS','OptOut':'ALL'}"));

    JsonObject web = rig.endpoint(app, "web");
    assertThat(web.getJsonObject("Attributes")).isEmpty();
    assertThat(web.getJsonObject("Metrics")).isEmpty();
    assertThat(web.containsKey("ChannelType")).isFalse();
    assertThat(rig.endpoint(app, "silent").getString("OptOut")).isEqualTo("ALL");
    assertThat(
            rig.refused(
                "UpdateEndpoint",
                json("{'OptOut':'NONE'}"),
                "applicationId",
                app,
                "endpointId",
                "silent"))
        .hasMessage("Missing Address");
    rig.put(app, "web", email("ann@example.com"));
    assertThat(rig.endpoint(app, "web").getJsonObject("User").getString("UserId")).isEqualTo("ann");
  }

  @Test
  void a_lone_string_counts_as_a_list_of_one_user_attribute() {
    String app = rig.app();
    rig.put(
        app, "e", email("a@example.com").put("User", json("{'UserAttributes':{'Likes':'tea'}}")));

    assertThat(rig.endpoint(app, "e").getJsonObject("User").encode())
        .isEqualTo("{\"UserAttributes\":{\"Likes\":[\"tea\"]}}");
  }

  @Test
  void the_stored_line_is_exact_whatever_the_text_and_the_numbers() {
    String app = rig.app();
    List<String> texts =
        List.of(
            "😀 ",
            "\"quoted\"",
            "line\nbreak\r\t",
            "back\\slash\\n",
            "comma, 'single'",
            "null",
            "\u2028\u2029\u007f\u0001",
            "ẞß𝕏",
            "");
    JsonObject sent =
        email("a@example.com")
            .put("Attributes", new JsonObject().put("\"k\\\n😀", new JsonArray(texts)))
            .put(
                "Metrics",
                new JsonObject()
                    .put("one", 1)
                    .put("big", 1e21)
                    .put("small", 1.5e-300)
                    .put("z", -0.0));
    rig.put(app, "e", sent);
    String line = rig.lines(app).get(0);

    assertThat(line).doesNotContain("\n").doesNotContain("\r");
    JsonObject read = new JsonObject(line);
    assertThat(read.getJsonObject("Attributes").getJsonArray("\"k\\\n😀").getList())
        .isEqualTo(texts);
    assertThat(read.getJsonObject("Metrics").encode())
        .isEqualTo("{\"one\":1.0,\"big\":1.0E21,\"small\":1.5E-300,\"z\":-0.0}");
    assertThat(rig.endpoint(app, "e").encode()).isEqualTo(line);
    assertThat(rig.rows("select $1::text::jsonb #>> '{Attributes}'", line)).hasSize(1);
  }

  @Test
  void members_stand_in_one_order_whatever_order_they_came_in() {
    String app = rig.app();
    rig.put(
        app,
        "e",
        json(
            "{'User':{'UserId':'u'},'OptOut':'NONE','Metrics':{'m':1},'Location':{'Region':'x',"
                + "'City':'y'},'Nonsense':{'a':1},'ChannelType':'EMAIL','Address':'a@b'}"));

    assertThat(new ArrayList<>(new JsonObject(rig.lines(app).get(0)).fieldNames()))
        .containsExactly(
            "Address",
            "ApplicationId",
            "ChannelType",
            "CohortId",
            "CreationDate",
            "EffectiveDate",
            "EndpointStatus",
            "Id",
            "Location",
            "Metrics",
            "OptOut",
            "RequestId",
            "User");
  }

  @Test
  void merges_of_one_endpoint_at_once_lose_nothing() {
    String app = rig.app();
    List<Future<ServiceResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      JsonObject body =
          email("a@example.com")
              .put("Attributes", new JsonObject().put("k" + i, new JsonArray().add("v")));
      answers.add(rig.send(OWNER, "UpdateEndpoint", body, "applicationId", app, "endpointId", "e"));
    }
    await(Future.join(answers));

    assertThat(rig.endpoint(app, "e").getJsonObject("Attributes")).hasSize(40);
  }

  @Test
  void a_deleted_endpoint_is_returned_and_gone() {
    String app = rig.app();
    rig.put(app, "E", email("a@example.com"));
    JsonObject before = rig.endpoint(app, "e");

    assertThat(rig.ok("DeleteEndpoint", "applicationId", app, "endpointId", "e")).isEqualTo(before);
    for (String operation : List.of("GetEndpoint", "DeleteEndpoint")) {
      assertThat(rig.refused(operation, "applicationId", app, "endpointId", "e"))
          .hasMessage("There is no endpoint with the id 'e'")
          .extracting("code")
          .isEqualTo(PinpointError.NOT_FOUND);
    }
  }

  @Test
  void a_users_endpoints_are_found_and_deleted_together() {
    String app = rig.app();
    for (int i = 0; i < 5; i++) {
      String user = i < 3 ? "ann" : "bob";
      rig.put(app, "e" + i, email("x@y").put("User", new JsonObject().put("UserId", user)));
    }
    rig.put(app, "e0", new JsonObject().put("User", new JsonObject().put("UserId", "bob")));

    assertThat(
            rig.ok("GetUserEndpoints", "applicationId", app, "userId", "ann").getJsonArray("Item"))
        .hasSize(2);
    JsonObject deleted = rig.ok("DeleteUserEndpoints", "applicationId", app, "userId", "ann");
    assertThat(deleted.getJsonArray("Item")).hasSize(2);
    assertThat(rig.refused("GetUserEndpoints", "applicationId", app, "userId", "ann").code())
        .isEqualTo(PinpointError.NOT_FOUND);
    assertThat(rig.refused("DeleteUserEndpoints", "applicationId", app, "userId", "ann").code())
        .isEqualTo(PinpointError.NOT_FOUND);
    assertThat(
            rig.ok("GetUserEndpoints", "applicationId", app, "userId", "bob").getJsonArray("Item"))
        .hasSize(3);
  }

  @Test
  void an_answer_has_a_bound_and_says_so() {
    String app = rig.app();
    // More than calls can make: an import takes a file as it is.
    rig.rows(
        """
        insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
        select $1, 7, 'e' || i, '{"Id":"e' || i || '"}', 1, 1, 'crowd'
          from generate_series(1, 1001) i""",
        app);
    assertThat(rig.refused("GetUserEndpoints", "applicationId", app, "userId", "crowd"))
        .hasMessageContaining("more than 1000 endpoints");
    assertThat(rig.refused("DeleteUserEndpoints", "applicationId", app, "userId", "crowd").code())
        .isEqualTo(PinpointError.BAD_REQUEST);
    rig.rows("delete from pinpoint_endpoint where container = $1 and id = 'e1'", app);
    assertThat(
            rig.ok("GetUserEndpoints", "applicationId", app, "userId", "crowd")
                .getJsonArray("Item"))
        .hasSize(1000);
  }
}
