package io.longshore.service.pinpoint.user;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Job;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.endpoint.AttributeRemovalJob;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.store.HashBucket;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A user's attributes belong to the user, whichever endpoint they were sent with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserAttributesIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void what_one_endpoint_says_of_a_user_all_endpoints_of_the_user_show() {
    String app = rig.app();
    rig.ok(
        "UpdateEndpointsBatch",
        json(
            "{'Item':[{'Id':'mail','ChannelType':'EMAIL','Address':'k@example.com',"
                + "'User':{'UserId':'u1','UserAttributes':{'Plan':['gold']}}},"
                + "{'Id':'phone','ChannelType':'SMS','Address':'+1','User':{'UserId':'u1'}},"
                + "{'Id':'other','ChannelType':'SMS','Address':'+2','User':{'UserId':'u2'}}]}"),
        "applicationId",
        app);
    assertThat(attributes(app, "phone")).isEqualTo(json("{'Plan':['gold']}"));
    assertThat(attributes(app, "other")).isNull();

    rig.put(app, "phone", user("u1", "{'Plan':['silver'],'Since':['2020']}"));
    rig.put(app, "late", email("late@example.com").put("User", json("{'UserId':'u1'}")));
    JsonObject both = json("{'Plan':['silver'],'Since':['2020']}");
    assertThat(List.of(attributes(app, "mail"), attributes(app, "phone"), attributes(app, "late")))
        .containsOnly(both);
    rig.put(app, "late", user("u1", "{'Since':[]}"));
    assertThat(List.of(attributes(app, "mail"), attributes(app, "phone"), attributes(app, "late")))
        .containsOnly(json("{'Plan':['silver']}"));
    assertThat(having(app, "Plan", "silver")).containsExactlyInAnyOrder("mail", "phone", "late");
    assertThat(having(app, "Plan", "gold")).isEmpty();
  }

  @Test
  void attributes_stay_with_the_user_when_an_endpoint_gets_another_one_or_none() {
    String app = rig.app();
    rig.put(app, "a", email("a@example.com").mergeIn(user("ann", "{'Plan':['gold']}")));
    rig.put(app, "b", email("b@example.com").mergeIn(user("ann", null)));
    rig.put(app, "c", email("c@example.com").mergeIn(user("bob", "{'Age':['9']}")));

    rig.put(app, "b", user("bob", null));
    assertThat(attributes(app, "b")).isEqualTo(json("{'Age':['9']}"));
    assertThat(attributes(app, "c")).isEqualTo(json("{'Age':['9']}"));
    rig.put(app, "b", user("", null));
    assertThat(rig.endpoint(app, "b").getJsonObject("User", new JsonObject())).isEmpty();
    assertThat(rig.endpoint(app, "b").getString("EndpointStatus")).isEqualTo("ACTIVE");
    assertThat(members(app, "bob")).containsExactly("c");
    assertThat(attributes(app, "a")).isEqualTo(json("{'Plan':['gold']}"));
    assertThat(having(app, "Age", "9")).containsExactly("c");
  }

  @Test
  void what_an_endpoint_says_before_it_has_a_user_the_user_gets_unless_there_is_such_already() {
    String app = rig.app();
    rig.put(app, "a", email("a@example.com").mergeIn(user("ann", "{'Plan':['gold']}")));
    JsonObject nobodys = json("{'User':{'UserAttributes':{'Plan':['none'],'Seen':['web']}}}");
    rig.put(app, "b", email("b@example.com").mergeIn(nobodys));
    rig.put(app, "b", user("ann", null));

    assertThat(List.of(attributes(app, "a"), attributes(app, "b")))
        .containsOnly(json("{'Plan':['gold'],'Seen':['web']}"));
  }

  @Test
  void nothing_is_lost_when_all_endpoints_of_a_user_speak_at_once() {
    String app = rig.app();
    List<Future<ServiceResponse>> all = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 12; i++) {
        JsonObject sent =
            email("e" + i + "@example.com").mergeIn(user("u", "{'k" + i + "':['" + round + "']}"));
        all.add(
            rig.send(OWNER, "UpdateEndpoint", sent, "applicationId", app, "endpointId", "e" + i));
      }
    }
    await(Future.all(all));

    Set<JsonObject> said =
        IntStream.range(0, 12).mapToObj(i -> attributes(app, "e" + i)).collect(Collectors.toSet());
    assertThat(said).hasSize(1);
    assertThat(said.iterator().next()).hasSize(12);
    assertThat(rig.count("pinpoint_claim")).isZero();
  }

  @Test
  void a_user_attribute_that_is_removed_from_an_app_comes_back_with_no_endpoint() {
    String app = rig.app();
    for (int i = 0; i < 10; i++) {
      rig.put(app, "e" + i, email("e" + i + "@b").mergeIn(user("u", "{'Old':['x'],'New':['y']}")));
    }
    rig.ok(
        "RemoveAttributes",
        json("{'Blacklist':['Old']}"),
        "applicationId",
        app,
        "attributeType",
        "endpoint-user-attributes");
    Job job = rig.job(app, AttributeRemovalJob.NAME);
    int first = HashBucket.of("e0"); // as far as the job is when others write
    await(
        rig.attributes.piece(
            job, EndpointRows.PIECES.split(HashBucket.COUNT).get(first), new MemoryOutputs()));
    rig.put(app, "late", email("late@b").mergeIn(user("u", "{'More':['z']}")));

    assertThat(members(app, "u")).hasSize(11);
    assertThat(having(app, "Old", "x")).isEmpty();
    assertThat(having(app, "More", "z")).hasSize(11);
  }

  @Test
  void a_user_who_gets_too_many_attributes_is_refused_and_no_endpoint_changes() {
    String app = rig.app();
    JsonObject metrics = new JsonObject();
    IntStream.range(0, 240).forEach(i -> metrics.put("m" + i, 1));
    rig.put(app, "full", email("a@b").put("Metrics", metrics).mergeIn(user("u", "{'Plan':['x']}")));
    rig.put(app, "empty", email("a@c").mergeIn(user("u", null)));
    JsonObject many = new JsonObject();
    IntStream.range(0, 11).forEach(i -> many.put("a" + i, new JsonArray().add("v")));

    assertThat(
            rig.refused(
                "UpdateEndpoint",
                new JsonObject()
                    .put("User", new JsonObject().put("UserId", "u").put("UserAttributes", many)),
                "applicationId",
                app,
                "endpointId",
                "empty"))
        .hasMessageContaining("252 Attributes");
    assertThat(attributes(app, "empty")).isEqualTo(json("{'Plan':['x']}"));
  }

  @Test
  void endpoints_of_before_that_differ_agree_from_the_next_change_on() {
    String app = rig.app();
    rig.put(app, "old", email("a@b").put("EffectiveDate", "2020-01-01").mergeIn(user("u", null)));
    rig.put(app, "new", email("a@c").put("EffectiveDate", "2021-01-01").mergeIn(user("u", null)));
    rig.rows(
        """
        update pinpoint_endpoint
           set line = replace(line, '"UserId"', '"UserAttributes":{"Plan":["' || id || '"],"' || id || '":["1"]},"UserId"')
         where container = $1""",
        app);
    rig.put(app, "third", email("a@d").mergeIn(user("u", "{'More':['z']}")));

    JsonObject all = json("{'Plan':['new'],'old':['1'],'new':['1'],'More':['z']}");
    assertThat(List.of(attributes(app, "old"), attributes(app, "new"), attributes(app, "third")))
        .containsOnly(all);
  }

  private JsonObject user(String id, String attributes) {
    JsonObject user = new JsonObject().put("UserId", id);
    if (attributes != null) {
      user.put("UserAttributes", json(attributes));
    }
    return new JsonObject().put("User", user);
  }

  private JsonObject attributes(String app, String id) {
    return rig.endpoint(app, id)
        .getJsonObject("User", new JsonObject())
        .getJsonObject("UserAttributes");
  }

  private List<String> having(String app, String name, String value) {
    JsonObject values = new JsonObject().put("Values", new JsonArray().add(value));
    JsonObject dimensions =
        new JsonObject().put("UserAttributes", new JsonObject().put(name, values));
    RowSource rows =
        new EndpointRows(rig.postgres)
            .lines(
                await(rig.postgres.reads().open(Optional.empty())),
                app,
                new JsonObject().put("Dimensions", dimensions),
                rig.now.get(),
                IntStream.range(0, HashBucket.COUNT).boxed().toList());
    List<String> ids = new ArrayList<>();
    for (Optional<RowChunk> chunk = await(rows.next());
        chunk.isPresent();
        chunk = await(rows.next())) {
      String text = chunk.get().bytes().toString(StandardCharsets.UTF_8);
      text.lines().forEach(line -> ids.add(new JsonObject(line).getString("Id")));
    }
    return ids;
  }

  private List<String> members(String app, String user) {
    return rig
        .ok("GetUserEndpoints", "applicationId", app, "userId", user)
        .getJsonArray("Item")
        .stream()
        .map(item -> ((JsonObject) item).getString("Id"))
        .toList();
  }
}
