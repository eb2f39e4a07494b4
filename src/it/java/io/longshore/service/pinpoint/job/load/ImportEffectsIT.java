package io.longshore.service.pinpoint.job.load;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.service.pinpoint.ImportDrive;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.SteppedImport;
import io.longshore.service.pinpoint.SteppedImport.Step;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An import that ends well has done something, and tells of every row that did not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportEffectsIT {

  private static final String BUCKET = "effects";
  private static final JsonObject DEFINE = json("{'DefineSegment':true,'SegmentName':'s'}");

  @AutoClose private final PinpointFixture rig = new PinpointFixture();
  private final ImportDrive drive = new ImportDrive(rig);
  @AutoClose private final S3Objects objects = new S3Objects(Backends.s3());

  @BeforeAll
  void start() {
    objects.createBucket(BUCKET);
  }

  @Test
  void rows_are_endpoints_also_when_nobody_asked_to_register_them() {
    String app = rig.app();
    String rows = "Id,ChannelType,Address,User.UserId\n1,EMAIL,kim@example.com,u1\n2,SMS,+2,u2\n";
    JsonObject done = imported(app, rows, new JsonObject());
    assertThat(done.getInteger("TotalProcessed")).isEqualTo(2);
    assertThat(rig.endpoint(app, "1").getString("Address")).isEqualTo("kim@example.com");
    assertThat(done.getJsonObject("Definition").containsKey("SegmentId")).isFalse();

    JsonObject defined = imported(rig.app(), rows, DEFINE);
    JsonObject segment = segment(defined);
    assertThat(segment.getJsonObject("ImportDefinition").getInteger("Size")).isEqualTo(2);
    assertThat(segment.getJsonObject("ImportDefinition").getJsonObject("ChannelCounts"))
        .isEqualTo(json("{'EMAIL':1,'SMS':1}"));
    assertThat(members(defined)).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void a_segment_of_rows_that_shall_not_be_registered_has_those_that_are_endpoints() {
    String app = rig.app();
    rig.put(app, "there", email("a@b"));
    JsonObject done =
        imported(
            app,
            "Id,ChannelType,Address\nthere,SMS,+1\nunknown,SMS,+2\n",
            DEFINE.copy().put("RegisterEndpoints", false));

    assertThat(done.getJsonArray("Failures").getString(0))
        .endsWith("line 3: There is no endpoint with the id 'unknown'");
    assertThat(done.getInteger("TotalFailures")).isEqualTo(1);
    assertThat(size(done)).isEqualTo(1);
    assertThat(members(done)).containsExactly("there");
    assertThat(rig.endpoint(app, "there").getString("Address")).isEqualTo("a@b");
    assertThat(
            rig.refused(
                "CreateImportJob",
                json("{'Format':'CSV','S3Url':'s3://effects/x','RegisterEndpoints':false}")
                    .put("RoleArn", PinpointFixture.ROLE),
                "applicationId",
                app))
        .hasMessageContaining("would change nothing");
  }

  @Test
  void ids_of_users_that_nobody_has_are_counted_and_told() {
    String app = rig.app();
    rig.put(app, "e1", email("a@b").put("User", json("{'UserId':'u1'}")));
    rig.put(app, "e2", email("a@c").put("User", json("{'UserId':'u2'}")));
    JsonObject line = imported(app, "User.UserId\nu1 u2\n", DEFINE);
    JsonObject some = imported(app, "User.UserId\nnobody-1\nu1\nnobody-2\n", DEFINE);

    assertThat(line.getInteger("TotalFailures")).isEqualTo(1);
    assertThat(line.getJsonArray("Failures").getString(0))
        .endsWith("line 2: No endpoint has the user 'u1 u2': a line has one id");
    assertThat(size(line)).isZero();
    assertThat(some.getInteger("TotalFailures")).isEqualTo(2);
    assertThat(some.getJsonArray("Failures").getString(1))
        .endsWith("line 4: No endpoint has the user 'nobody-2'");
    assertThat(size(some)).isEqualTo(1);
    assertThat(members(some)).containsExactly("e1");
  }

  @Test
  void rows_that_name_something_and_change_nothing_are_refused_where_there_is_no_segment() {
    String app = rig.app();
    rig.put(app, "e1", email("a@b").put("User", json("{'UserId':'u1'}")));
    JsonObject users = imported(app, "User.UserId\nu1\n", new JsonObject());
    JsonObject ids = imported(app, "Id\ne1\n", new JsonObject());

    assertThat(users.getInteger("TotalFailures")).isEqualTo(1);
    assertThat(users.getJsonArray("Failures").getString(0)).contains("names a user and nothing");
    assertThat(ids.getJsonArray("Failures").getString(0)).contains("names an endpoint and nothing");
  }

  @Test
  void a_file_without_rows_says_so() {
    JsonObject done = imported(rig.app(), "Id,ChannelType,Address\n", new JsonObject());

    assertThat(done.getJsonArray("Failures").getString(0)).endsWith("/rows.csv: has no rows");
    assertThat(done.getInteger("TotalFailures")).isZero();
  }

  @Test
  void the_segment_of_a_deleted_segment_is_missed() {
    String app = rig.app();
    JsonObject first = imported(app, "Id,ChannelType,Address\n1,SMS,+1\n", DEFINE);
    String id = first.getJsonObject("Definition").getString("SegmentId");
    SteppedImport type = new SteppedImport(rig.imports, Step.PIECE_LOADED);
    UUID job =
        created(app, "Id,ChannelType,Address\n2,SMS,+2\n", DEFINE.copy().put("SegmentId", id));
    Future<Void> done = drive.until(job, drive.worker(type), ImportDrive.NOBODY);
    await(type.reached.future());
    rig.ok("DeleteSegment", "applicationId", app, "segmentId", id);
    type.gate.complete();
    await(done);

    assertThat(drive.ended(app, job).getJsonArray("Failures").getString(0))
        .contains("was deleted while the import ran");
    assertThat(rig.rows("select from pinpoint_member where container = $1", hex(job))).isEmpty();
  }

  @Test
  void an_exported_endpoint_without_an_address_comes_back() {
    String app = rig.app();
    rig.put(app, "web", json("{'User':{'UserId':'ann','UserAttributes':{'Plan':['gold']}}}"));
    rig.put(app, "off", json("{'ChannelType':'APNS','OptOut':'ALL'}"));
    List<String> lines = rig.lines(app);
    String other = rig.app();
    objects.put(BUCKET, other + "/rows.json", String.join("\n", lines).getBytes(UTF_8));
    UUID job =
        drive.created(other, "s3://" + BUCKET + "/" + other + "/", json("{'Format':'JSON'}"));
    await(drive.until(job, drive.worker(rig.imports), ImportDrive.NOBODY));

    assertThat(drive.ended(other, job).containsKey("Failures")).isFalse();
    for (String id : List.of("web", "off")) {
      assertThat(rig.endpoint(other, id))
          .isEqualTo(rig.endpoint(app, id).put("ApplicationId", other));
    }
  }

  @Test
  void a_date_that_is_none_is_refused_with_its_line() {
    JsonObject done =
        imported(
            rig.app(),
            "Id,ChannelType,Address,EffectiveDate,CreationDate,CohortId\n"
                + "a,SMS,+1,yesterday,,\nb,SMS,+2,,once,\nc,SMS,+3,,,many\nd,SMS,+4,2026-01-01,2025-01-01,7\n",
            new JsonObject());

    assertThat(done.getInteger("TotalProcessed")).isEqualTo(1);
    assertThat(done.getJsonArray("Failures").stream().map(String.class::cast))
        .satisfiesExactly(
            first -> assertThat(first).contains("line 2: EffectiveDate must be a moment"),
            second -> assertThat(second).contains("line 3: CreationDate must be a moment"),
            third -> assertThat(third).contains("line 4: CohortId must be 0 to 99"));
  }

  private JsonObject segment(JsonObject job) {
    return rig.ok(
        "GetSegment",
        "applicationId",
        job.getString("ApplicationId"),
        "segmentId",
        job.getJsonObject("Definition").getString("SegmentId"));
  }

  private int size(JsonObject job) {
    return segment(job).getJsonObject("ImportDefinition").getInteger("Size");
  }

  /** The endpoints that an export of the segment would have. */
  private List<String> members(JsonObject job) {
    return rig
        .rows(
            """
            select e.id from pinpoint_app a
              join pinpoint_endpoint e on e.container = coalesce(a.endpoints, a.id)
              join pinpoint_member m on m.container = $2 and m.bucket = e.bucket and m.id = e.id
             where a.id = $1""",
            job.getString("ApplicationId"),
            job.getString("Id"))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private JsonObject imported(String app, String rows, JsonObject more) {
    UUID job = created(app, rows, more);
    await(drive.until(job, drive.worker(rig.imports), ImportDrive.NOBODY));
    return drive.ended(app, job);
  }

  private static String hex(UUID job) {
    return job.toString().replace("-", "");
  }

  private UUID created(String app, String rows, JsonObject more) {
    objects.put(BUCKET, app + "/rows.csv", rows.getBytes(UTF_8));
    return drive.created(app, "s3://" + BUCKET + "/" + app + "/rows.csv", more);
  }
}
