package io.longshore.service.pinpoint.segment;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.SampleAudience;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentsIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void a_segment_is_shown_as_it_was_created() {
    String app = rig.app();
    JsonObject dimensions =
        json("{'Attributes':{'Team':{'AttributeType':'INCLUSIVE','Values':['Bulls 😀']}}}");
    JsonObject segment =
        rig.ok(
            "CreateSegment",
            new JsonObject()
                .put("Name", "fans")
                .put("Dimensions", dimensions)
                .put("tags", new JsonObject().put("a", "b")),
            "applicationId",
            app);

    String id = segment.getString("Id");
    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(segment.getString("Arn"))
        .isEqualTo(
            "arn:aws:mobiletargeting:us-east-1:111122223333:apps/" + app + "/segments/" + id);
    assertThat(segment.getString("SegmentType")).isEqualTo("DIMENSIONAL");
    assertThat(segment.getInteger("Version")).isEqualTo(1);
    assertThat(segment.getJsonObject("Dimensions")).isEqualTo(dimensions);
    assertThat(segment.getJsonObject("tags").encode()).isEqualTo("{\"a\":\"b\"}");
    assertThat(segment.getString("CreationDate")).isEqualTo("2026-11-21T10:00:00.123Z");
    assertThat(rig.ok("GetSegment", "applicationId", app, "segmentId", id)).isEqualTo(segment);
  }

  @Test
  void pages_show_every_segment_of_the_app_once() {
    String app = rig.app();
    String other = rig.app();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(segment(app, new JsonObject()));
      segment(other, new JsonObject());
    }
    Set<String> seen = new TreeSet<>();
    List<String> all = new ArrayList<>();
    String token = null;
    do {
      JsonObject page =
          token == null
              ? rig.ok("GetSegments", "applicationId", app, "page-size", "2")
              : rig.ok("GetSegments", "applicationId", app, "page-size", "2", "token", token);
      for (Object item : page.getJsonArray("Item")) {
        all.add(((JsonObject) item).getString("Id"));
      }
      token = page.getString("NextToken");
    } while (token != null);
    seen.addAll(all);

    assertThat(all).hasSize(5);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    String foreign =
        rig.ok("GetSegments", "applicationId", other, "page-size", "2").getString("NextToken");
    assertThat(rig.refused("GetSegments", "applicationId", app, "token", foreign).code())
        .isEqualTo(PinpointError.BAD_REQUEST);
  }

  @Test
  void a_group_that_says_no_more_than_dimensions_is_served() {
    String app = rig.app();
    rig.put(app, "de", endpoint("DE"));
    rig.put(app, "fr", endpoint("FR"));
    JsonObject groups =
        json(
            "{'Include':'ANY','Groups':[{'Type':'ALL','Dimensions':"
                + "[{'Location':{'Country':{'Values':['FR']}}}]}]}");
    JsonObject segment =
        rig.ok(
            "CreateSegment", new JsonObject().put("SegmentGroups", groups), "applicationId", app);

    assertThat(segment.getJsonObject("SegmentGroups")).isEqualTo(groups);
    SegmentStore segments = new SegmentStore(rig.postgres);
    Segment stored =
        await(segments.find(app, segment.getString("Id"), Optional.of(1))).orElseThrow();
    JsonObject condition = await(new SegmentSources(segments).condition(stored));
    assertThat(meeting(app, condition)).containsExactly("fr");
  }

  @Test
  void the_condition_finds_what_the_same_rules_find_in_java() {
    String app = rig.app();
    Random random = new Random(20261121);
    List<JsonObject> endpoints =
        IntStream.range(0, 300).mapToObj(i -> SampleAudience.endpoint(random, i)).toList();
    for (int from = 0; from < endpoints.size(); from += 100) {
      JsonArray items = new JsonArray(new ArrayList<>(endpoints.subList(from, from + 100)));
      rig.ok("UpdateEndpointsBatch", new JsonObject().put("Item", items), "applicationId", app);
    }
    int some = 0;
    for (int i = 0; i < 150; i++) {
      JsonObject dimensions = SampleAudience.dimensions(random);
      Set<String> expected = new TreeSet<>();
      endpoints.stream()
          .filter(endpoint -> SampleAudience.matches(endpoint, dimensions))
          .forEach(endpoint -> expected.add(endpoint.getString("Id")));
      assertThat(matching(app, dimensions)).as(dimensions.encode()).isEqualTo(expected);
      some += expected.isEmpty() || expected.size() == endpoints.size() ? 0 : 1;
    }
    assertThat(some).as("dimensions that tell endpoints apart").isGreaterThan(60);
  }

  @Test
  void values_are_compared_as_they_are_and_never_read_as_sql() {
    String app = rig.app();
    String nasty = "x') or true --";
    rig.put(
        app,
        "a",
        endpoint("DE").put("Attributes", new JsonObject().put("it's", new JsonArray().add(nasty))));
    rig.put(app, "b", endpoint("DE").put("Attributes", json("{'it':['x']}")));

    JsonObject dimension = new JsonObject().put("Values", new JsonArray().add(nasty));
    assertThat(
            matching(
                app, new JsonObject().put("Attributes", new JsonObject().put("it's", dimension))))
        .containsExactly("a");
    assertThat(
            matching(
                app, new JsonObject().put("Attributes", new JsonObject().put(nasty, dimension))))
        .isEmpty();
  }

  private String segment(String app, JsonObject dimensions) {
    return rig.ok(
            "CreateSegment", new JsonObject().put("Dimensions", dimensions), "applicationId", app)
        .getString("Id");
  }

  private static JsonObject endpoint(String country) {
    return PinpointFixture.email("a@example.com")
        .put("Location", new JsonObject().put("Country", country));
  }

  private Set<String> matching(String app, JsonObject dimensions) {
    return meeting(app, new JsonObject().put("Dimensions", dimensions));
  }

  private Set<String> meeting(String app, JsonObject condition) {
    List<Integer> all = IntStream.range(0, 256).boxed().toList();
    PieceReader reader = await(rig.postgres.reads().open(Optional.empty()));
    RowSource rows =
        new EndpointRows(rig.postgres).lines(reader, app, condition, rig.now.get(), all);
    Set<String> ids = new TreeSet<>();
    for (Optional<RowChunk> chunk = await(rows.next());
        chunk.isPresent();
        chunk = await(rows.next())) {
      String text = chunk.get().bytes().toString(StandardCharsets.UTF_8);
      text.lines().forEach(line -> ids.add(new JsonObject(line).getString("Id")));
    }
    return ids;
  }
}
