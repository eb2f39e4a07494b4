package io.longshore.service.pinpoint.segment;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentVersionsIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void an_update_adds_a_version_and_the_old_ones_stay_readable() {
    String app = rig.app();
    JsonObject first = create(app, "{'Name':'a','Dimensions':{},'tags':{'k':'v'}}");
    String id = first.getString("Id");
    rig.now.updateAndGet(before -> before.plusSeconds(1));
    JsonObject second = update(app, id, "{'Name':'b','tags':{'x':'y'}}");
    JsonObject third = update(app, id, "{'SegmentGroups':{'Groups':[{'Dimensions':[{}]}]}}");

    assertThat(second.getInteger("Version")).isEqualTo(2);
    assertThat(second.getString("Name")).isEqualTo("b");
    assertThat(second.getJsonObject("Dimensions")).isEqualTo(new JsonObject());
    assertThat(second.getJsonObject("tags")).isEqualTo(json("{'k':'v'}"));
    assertThat(second.getString("CreationDate")).isEqualTo(first.getString("CreationDate"));
    assertThat(second.getString("LastModifiedDate"))
        .isGreaterThan(first.getString("LastModifiedDate"));
    assertThat(third.containsKey("Dimensions")).isFalse();
    assertThat(get(app, id, "1")).isEqualTo(first);
    assertThat(get(app, id, "2")).isEqualTo(second);
    assertThat(rig.ok("GetSegment", "applicationId", app, "segmentId", id)).isEqualTo(third);
    JsonObject page =
        rig.ok("GetSegmentVersions", "applicationId", app, "segmentId", id, "page-size", "2");
    JsonObject next =
        rig.ok(
            "GetSegmentVersions",
            "applicationId",
            app,
            "segmentId",
            id,
            "page-size",
            "2",
            "token",
            page.getString("NextToken"));
    assertThat(page.getJsonArray("Item")).containsExactly(third, second);
    assertThat(next.getJsonArray("Item")).containsExactly(first);
    assertThat(next.containsKey("NextToken")).isFalse();
  }

  @Test
  void updates_at_once_each_get_a_version() {
    String app = rig.app();
    String id = create(app, "{'Dimensions':{}}").getString("Id");
    List<Future<ServiceResponse>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(
          rig.send(
              OWNER,
              "UpdateSegment",
              new JsonObject().put("Name", "n" + i),
              "applicationId",
              app,
              "segmentId",
              id));
    }
    await(Future.all(all));

    assertThat(all.stream().map(answer -> answer.result().body().getInteger("Version")))
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(2, 11).boxed().toList());
  }

  @Test
  void a_deleted_segment_is_gone_in_all_versions_and_an_export_of_it_is_refused() {
    String app = rig.app();
    String id = create(app, "{'Dimensions':{}}").getString("Id");
    String user =
        create(app, "{'SegmentGroups':{'Groups':[{'SourceSegments':[{'Id':'" + id + "'}]}]}}")
            .getString("Id");
    JsonObject newest = update(app, id, "{'Name':'b'}");

    assertThat(rig.ok("DeleteSegment", "applicationId", app, "segmentId", id)).isEqualTo(newest);
    for (String operation : List.of("GetSegment", "DeleteSegment", "GetSegmentVersions")) {
      assertThat(rig.refused(operation, "applicationId", app, "segmentId", id).code())
          .isEqualTo(PinpointError.NOT_FOUND);
    }
    assertThat(
            rig.refused(
                "CreateExportJob",
                new JsonObject()
                    .put("RoleArn", PinpointFixture.ROLE)
                    .put("S3UrlPrefix", "s3://bucket/x")
                    .put("SegmentId", user),
                "applicationId",
                app))
        .hasMessageContaining("There is no segment with the id '" + id + "'");
  }

  @Test
  void a_segment_cannot_become_its_own_source_by_a_detour() {
    String app = rig.app();
    String id = create(app, "{'Dimensions':{}}").getString("Id");
    String groups = "{'SegmentGroups':{'Groups':[{'SourceSegments':[{'Id':'%s'}]}]}}";
    String detour = create(app, groups.formatted(id)).getString("Id");

    assertThat(
            rig.refused(
                "UpdateSegment",
                json(groups.formatted(detour)),
                "applicationId",
                app,
                "segmentId",
                id))
        .hasMessageContaining("one of its own source segments");
    assertThat(
            update(
                    app,
                    id,
                    "{'SegmentGroups':{'Groups':[{'SourceSegments':[{'Id':'"
                        + id
                        + "','Version':1}]}]}}")
                .getInteger("Version"))
        .isEqualTo(2);
  }

  private JsonObject create(String app, String body) {
    return rig.ok("CreateSegment", json(body), "applicationId", app);
  }

  private JsonObject update(String app, String id, String body) {
    return rig.ok("UpdateSegment", json(body), "applicationId", app, "segmentId", id);
  }

  private JsonObject get(String app, String id, String version) {
    return rig.ok("GetSegmentVersion", "applicationId", app, "segmentId", id, "version", version);
  }
}
