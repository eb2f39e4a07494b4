package io.longshore.service.pinpoint.app;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OTHER_ACCOUNT;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Call;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Job;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.endpoint.AttributeNames;
import io.longshore.service.pinpoint.endpoint.AttributeRemovalJob;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings, tags, event streams, events and attributes of apps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppDetailsIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void settings_keep_what_a_change_does_not_name() {
    String app = rig.app();
    assertThat(rig.ok("GetApplicationSettings", "applicationId", app).fieldNames())
        .containsExactlyInAnyOrder("ApplicationId", "LastModifiedDate");
    rig.ok(
        "UpdateApplicationSettings",
        json("{'Limits':{'Daily':5},'QuietTime':{'Start':'22:00','End':'06:00'}}"),
        "applicationId",
        app);
    rig.ok(
        "UpdateApplicationSettings",
        json("{'Limits':{'Total':7},'EventTaggingEnabled':true}"),
        "applicationId",
        app);

    JsonObject settings = rig.ok("GetApplicationSettings", "applicationId", app);
    assertThat(settings.getJsonObject("Limits")).isEqualTo(json("{'Total':7}"));
    assertThat(settings.getJsonObject("QuietTime"))
        .isEqualTo(json("{'Start':'22:00','End':'06:00'}"));
    assertThat(settings.containsKey("EventTaggingEnabled")).isFalse();
  }

  @Test
  void an_event_stream_is_kept_shown_and_forgotten() {
    String app = rig.app();
    JsonObject stream =
        new JsonObject()
            .put("DestinationStreamArn", "arn:aws:kinesis:us-east-1:111122223333:stream/s")
            .put("RoleArn", PinpointFixture.ROLE);
    JsonObject kept = rig.ok("PutEventStream", stream, "applicationId", app);

    assertThat(kept.getString("ApplicationId")).isEqualTo(app);
    assertThat(kept.getMap()).containsAllEntriesOf(stream.getMap());
    assertThat(rig.ok("GetEventStream", "applicationId", app)).isEqualTo(kept);
    assertThat(rig.ok("DeleteEventStream", "applicationId", app)).isEqualTo(kept);
    assertThat(rig.refused("GetEventStream", "applicationId", app).code())
        .isEqualTo(PinpointError.NOT_FOUND);
  }

  @Test
  void tags_of_apps_and_segments_are_added_changed_and_removed() {
    String app = rig.app();
    String segment =
        rig.ok("CreateSegment", json("{'Dimensions':{}}"), "applicationId", app).getString("Id");
    rig.ok("UpdateSegment", json("{'Name':'two'}"), "applicationId", app, "segmentId", segment);
    for (String resource : List.of("apps/" + app, "apps/" + app + "/segments/" + segment)) {
      String arn = "arn:aws:mobiletargeting:us-east-1:111122223333:" + resource;
      rig.ok("TagResource", json("{'tags':{'a':'1','b':'2'}}"), "resourceArn", arn);
      rig.ok("TagResource", json("{'tags':{'b':'3','c':'4'}}"), "resourceArn", arn);
      assertThat(rig.ok("ListTagsForResource", "resourceArn", arn).getJsonObject("tags"))
          .isEqualTo(json("{'a':'1','b':'3','c':'4'}"));
      untag(arn, "a", "c", "unknown");
      assertThat(rig.ok("ListTagsForResource", "resourceArn", arn).getJsonObject("tags"))
          .isEqualTo(json("{'b':'3'}"));
      JsonObject many = new JsonObject();
      for (int i = 0; i < 50; i++) {
        many.put("t" + i, "v");
      }
      assertThat(rig.refused("TagResource", new JsonObject().put("tags", many), "resourceArn", arn))
          .hasMessage("The resource would have 51 tags, the limit is 50");
    }
    assertThat(rig.ok("GetApp", "applicationId", app).getJsonObject("tags"))
        .isEqualTo(json("{'b':'3'}"));
    assertThat(
            rig.ok("GetSegmentVersion", "applicationId", app, "segmentId", segment, "version", "1")
                .getJsonObject("tags"))
        .isEqualTo(json("{'b':'3'}"));
  }

  private void untag(String arn, String... keys) {
    JsonObject parameters =
        new JsonObject().put("resourceArn", arn).put("tagKeys", new JsonArray(List.of(keys)));
    await(
        rig.verticle
            .operations()
            .get("pinpoint.UntagResource")
            .apply(new Call("pinpoint.UntagResource", OWNER, "r", parameters, new JsonObject())));
  }

  @Test
  void events_are_stored_once_and_update_their_endpoints() {
    String app = rig.app();
    rig.put(app, "There", email("a@example.com").put("EffectiveDate", "2020-01-01T00:00Z"));
    JsonObject batch =
        json(
            "{'BatchItem':{'there':{'Endpoint':{'Attributes':{'Team':['Heat']}},'Events':{"
                + "'one':{'EventType':'opened','Timestamp':'2026-11-21T10:00:00Z'},"
                + "'bad':{'EventType':'opened','Timestamp':'yesterday'}}},"
                + "'new':{'Endpoint':{},'Events':{"
                + "'two':{'EventType':'closed','Timestamp':'2026-11-21T10:00:00Z'}}}}}");
    JsonObject results = rig.ok("PutEvents", batch, "applicationId", app).getJsonObject("Results");
    rig.ok("PutEvents", batch, "applicationId", app);

    assertThat(results.getJsonObject("there").getJsonObject("EndpointItemResponse"))
        .isEqualTo(json("{'Message':'Accepted','StatusCode':202}"));
    JsonObject events = results.getJsonObject("there").getJsonObject("EventsItemResponse");
    assertThat(events.getJsonObject("one").getInteger("StatusCode")).isEqualTo(202);
    assertThat(events.getJsonObject("bad").getInteger("StatusCode")).isEqualTo(400);
    assertThat(results.getJsonObject("new").getJsonObject("EndpointItemResponse"))
        .isEqualTo(json("{'Message':'Accepted','StatusCode':202}"));
    assertThat(
            rig
                .rows(
                    "select endpoint, id, line from pinpoint_event where container = $1 order by 1",
                    app)
                .stream()
                .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(2)))
        .containsExactly(
            "new two {\"EventType\":\"closed\",\"Timestamp\":\"2026-11-21T10:00:00Z\"}",
            "there one {\"EventType\":\"opened\",\"Timestamp\":\"2026-11-21T10:00:00Z\"}");
    JsonObject endpoint = rig.endpoint(app, "there");
    assertThat(endpoint.getJsonObject("Attributes")).isEqualTo(json("{'Team':['Heat']}"));
    assertThat(endpoint.getString("EffectiveDate")).isEqualTo("2026-11-21T10:00:00.123Z");
    assertThat(rig.endpoint(app, "new").getString("EndpointStatus")).isEqualTo("ACTIVE");
    assertThat(
            PinpointFixture.refusal(
                    rig.send(OTHER_ACCOUNT, "PutEvents", batch, "applicationId", app))
                .code())
        .isEqualTo(PinpointError.NOT_FOUND);
  }

  @Test
  void an_event_that_says_too_much_is_refused_by_itself_in_words_that_people_search_for() {
    String app = rig.app();
    JsonObject most = new JsonObject();
    for (int i = 0; i < 40; i++) {
      most.put("a" + i, "v".repeat(200));
    }
    JsonObject events =
        new JsonObject()
            .put("most", event(most))
            .put("more", event(most.copy().put("b", "v")))
            .put("key", event(new JsonObject().put("n".repeat(51), "v")))
            .put("value", event(new JsonObject().put("n", "v".repeat(201))));
    JsonObject batch =
        new JsonObject()
            .put("e", new JsonObject().put("Endpoint", new JsonObject()).put("Events", events));
    JsonObject told =
        rig.ok("PutEvents", new JsonObject().put("BatchItem", batch), "applicationId", app)
            .getJsonObject("Results")
            .getJsonObject("e")
            .getJsonObject("EventsItemResponse");

    assertThat(told.getJsonObject("most").getInteger("StatusCode")).isEqualTo(202);
    assertThat(told.getJsonObject("more"))
        .isEqualTo(
            json(
                "{'Message':'Number of attributes per event submitted should be less than 40.',"
                    + "'StatusCode':400}"));
    assertThat(told.getJsonObject("key").getString("Message"))
        .startsWith("Event attribute key length should be less than 50.");
    assertThat(told.getJsonObject("value").getString("Message"))
        .startsWith("Event attribute value length should be less than 200.");
    assertThat(
            rig.rows("select id from pinpoint_event where container = $1", app).stream()
                .map(row -> row.getString(0)))
        .containsExactly("most");
  }

  private static JsonObject event(JsonObject attributes) {
    return json("{'EventType':'opened','Timestamp':'2026-11-21T10:00:00Z'}")
        .put("Attributes", attributes);
  }

  @Test
  void attributes_are_removed_by_globs_from_every_endpoint_of_the_app_only() {
    String app = rig.app();
    String other = rig.app();
    JsonObject endpoint =
        json(
            "{'Address':'a','ChannelType':'SMS','Attributes':{'Team':['x'],'Tea':['y'],'Z':['z']},"
                + "'Metrics':{'Team':1},'User':{'UserAttributes':{'Team':['x']}}}");
    for (int i = 0; i < 30; i++) {
      rig.put(app, "e" + i, endpoint.copy().put("Address", "a" + i));
    }
    rig.put(other, "e", endpoint);
    JsonObject told = remove(app, "endpoint-custom-attributes", "Te*m", "no*");
    remove(app, "endpoint-user-attributes", "*");

    assertThat(told)
        .isEqualTo(
            json("{'AttributeType':'endpoint-custom-attributes','Attributes':['Te*m','no*']}")
                .put("ApplicationId", app));
    for (int i = 0; i < 30; i++) {
      JsonObject after = rig.endpoint(app, "e" + i);
      assertThat(after.getJsonObject("Attributes")).isEqualTo(json("{'Tea':['y'],'Z':['z']}"));
      assertThat(after.getJsonObject("Metrics")).isEqualTo(json("{'Team':1.0}"));
      assertThat(after.containsKey("User")).isFalse();
    }
    assertThat(rig.endpoint(other, "e").getJsonObject("Attributes").size()).isEqualTo(3);
  }

  private JsonObject remove(String app, String type, String... globs) {
    JsonObject told =
        rig.ok(
            "RemoveAttributes",
            new JsonObject().put("Blacklist", new JsonArray(List.of(globs))),
            "applicationId",
            app,
            "attributeType",
            type);
    Job job = rig.job(app, AttributeRemovalJob.NAME);
    App owner = new App(app, OWNER.account(), OWNER.region(), "x", new JsonObject(), Instant.EPOCH);
    await(
        rig.attributes.piece(
            job,
            AttributeRemovalJob.of(owner, AttributeNames.of(job.spec())).pieces().get(0),
            new MemoryOutputs()));
    return told;
  }

  @ParameterizedTest
  @CsvSource({
    "*,anything,true",
    "*,'',true",
    "Te*m,Team,true",
    "Te*m,Tem,true",
    "Te*m,Teams,false",
    "Team,team,false",
    "a*b*c,aXbYbZc,true",
    "a*b*c,acb,false",
    "**a**,bab,true",
    "a.c,abc,false"
  })
  void a_glob_matches(String glob, String name, boolean expected) {
    assertThat(AttributeNames.matches(glob, name)).isEqualTo(expected);
  }

  @Test
  void no_glob_takes_long() {
    assertThat(AttributeNames.matches("a*".repeat(50) + "b", "a".repeat(50))).isFalse();
  }
}
