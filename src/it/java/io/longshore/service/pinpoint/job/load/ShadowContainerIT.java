package io.longshore.service.pinpoint.job.load;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.fixture.Backends;
import io.longshore.fixture.S3Objects;
import io.longshore.service.pinpoint.ImportDrive;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.SteppedImport;
import io.longshore.service.pinpoint.SteppedImport.Step;
import io.longshore.service.pinpoint.app.AppPurgeJob;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Imports into apps without endpoints, which get a container at the switch; and limits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShadowContainerIT {

  private static final String BUCKET = "generations";

  @AutoClose private final PinpointFixture rig = new PinpointFixture();
  private final ImportDrive drive = new ImportDrive(rig);
  @AutoClose private final S3Objects objects = new S3Objects(Backends.s3());

  @BeforeAll
  void start() {
    objects.createBucket(BUCKET);
  }

  @Test
  void an_app_without_endpoints_gets_the_container_that_its_import_filled() {
    String app = rig.app();

    JsonObject done = imported(app, "Id,ChannelType,Address\na,SMS,+491\nb,SMS,+492\nb2,SMS\n");

    assertThat(done.getInteger("TotalProcessed")).isEqualTo(2);
    assertThat(done.getInteger("TotalFailures")).isEqualTo(1);
    assertThat(containers(app)).hasSize(1).noneMatch(app::equals);
    rig.put(app, "a", json("{'Attributes':{'x':['1']}}"));
    rig.put(app, "c", email("c@example.com"));
    assertThat(rig.endpoint(app, "a").getString("Address")).isEqualTo("+491");
    assertThat(rig.endpoint(app, "c").getString("ApplicationId")).isEqualTo(app);
    assertThat(containers(app)).hasSize(1);
  }

  @Test
  void an_import_stores_the_rows_of_a_hash_bucket_next_to_each_other() {
    String app = rig.app();
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address\n");
    for (int i = 0; i < 20_000; i++) {
      rows.append(UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8)}))
          .append(",SMS,+49")
          .append(i)
          .append('\n');
    }

    assertThat(imported(app, rows.toString()).getInteger("CompletedPieces")).isEqualTo(1);

    // Pages that an export of one hash bucket after the other reads, and pages that there are.
    var pages =
        rig.rows(
                """
                select count(distinct (bucket, page)), count(distinct page)
                  from (select bucket, (ctid::text::point)[0] as page from pinpoint_endpoint
                         where container like $1 || '.%') placed""",
                app)
            .get(0);
    assertThat(pages.getLong(0)).isLessThan(2 * pages.getLong(1));
  }

  @Test
  void the_removal_of_an_app_finds_what_its_imports_brought() {
    String app = rig.app();
    imported(app, "Id,ChannelType,Address\na,SMS,+491\nb,SMS,+492\n");

    assertThat(await(new EndpointRows(rig.postgres).containers(app))).hasSize(2);
    rig.ok("DeleteApp", "applicationId", app);
    UUID removal = rig.job(app, AppPurgeJob.NAME).id().value();
    await(drive.until(removal, drive.worker(rig.removal), ImportDrive.NOBODY));

    assertThat(containers(app)).isEmpty();
  }

  @Test
  void a_file_with_an_id_twice_is_read_again_and_tells_of_its_bad_rows_once() {
    String app = rig.app();
    String rows = "Id,ChannelType,Address\na,SMS,+491\nbad,SMS\nworse,FAX,1\na,SMS,+492\n";

    JsonObject done = imported(app, rows);

    assertThat(done.getInteger("TotalProcessed")).isEqualTo(2);
    assertThat(done.getInteger("TotalFailures")).isEqualTo(2);
    assertThat(rig.endpoint(app, "a").getString("Address")).isEqualTo("+492");
    String told =
        objects.keys(BUCKET).stream()
            .filter(key -> key.startsWith(app + "/_") && key.endsWith(".ndjson"))
            .findFirst()
            .orElseThrow();
    assertThat(new String(objects.bytes(BUCKET, told), UTF_8).lines())
        .extracting(line -> new JsonObject(line).getInteger("Line"))
        .containsExactly(3, 4);
    assertThat(rig.count("pinpoint_load")).isZero();
  }

  @Test
  void of_a_file_whose_last_id_was_there_before_nothing_stays_in_the_container_of_the_load() {
    String app = rig.app();
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address\n");
    for (int i = 0; i < 3_000; i++) {
      rows.append("id-").append(i).append(",SMS,+49").append(i).append('\n');
    }

    JsonObject done = imported(app, rows + "id-7,SMS,+50\n");

    assertThat(done.getInteger("TotalProcessed")).isEqualTo(3_001);
    assertThat(containers(app)).containsExactly(app);
    assertThat(rig.endpoint(app, "id-7").getString("Address")).isEqualTo("+50");
    assertThat(
            rig.rows("select count(*) from pinpoint_endpoint where container = $1", app)
                .get(0)
                .getLong(0))
        .isEqualTo(3_000);
  }

  @Test
  void what_others_wrote_while_an_import_ran_is_merged_with_it() {
    String app = rig.app();
    SteppedImport type = new SteppedImport(rig.imports, Step.PIECE_LOADED);
    UUID job = created(app, "Id,ChannelType,Address,OptOut\na,SMS,+491,\nb,SMS,+492,NONE\n");
    Future<Void> done = drive.until(job, drive.worker(type), ImportDrive.NOBODY);
    await(type.reached.future());
    rig.put(app, "a", email("x@example.com").mergeIn(json("{'OptOut':'ALL','Metrics':{'m':1}}")));
    rig.put(app, "b", email("y@example.com").put("OptOut", "ALL"));
    type.gate.complete();
    await(done);

    JsonObject merged = rig.endpoint(app, "a");
    assertThat(merged.getString("Address")).isEqualTo("+491");
    assertThat(merged.getString("OptOut")).as("the row did not send it").isEqualTo("ALL");
    assertThat(merged.getJsonObject("Metrics").getMap()).containsKey("m");
    assertThat(rig.endpoint(app, "b").getString("OptOut")).isEqualTo("NONE");
    assertThat(containers(app)).containsExactly(app);
    assertThat(rig.count("pinpoint_import_row")).isZero();
  }

  @Test
  void no_endpoint_is_lost_that_is_written_while_an_app_gets_its_container() {
    String app = rig.app();
    UUID job = created(app, "Id,ChannelType,Address\nfirst,SMS,+491\n");
    List<Future<ServiceResponse>> writes = new ArrayList<>();
    Future<Void> done = drive.until(job, drive.worker(rig.imports), ImportDrive.NOBODY);
    for (int i = 0; i < 300 || !done.isComplete(); i++) {
      Future<ServiceResponse> write =
          rig.send(
              OWNER,
              "UpdateEndpoint",
              email("e" + i + "@b"),
              "applicationId",
              app,
              "endpointId",
              "e" + i);
      writes.add(write);
      if (i % 20 == 19) {
        await(write);
      }
    }
    await(Future.all(writes));
    await(done);

    for (int i = 0; i < writes.size(); i++) {
      assertThat(rig.endpoint(app, "e" + i).getString("Address")).isEqualTo("e" + i + "@b");
    }
    assertThat(rig.endpoint(app, "first").getString("Address")).isEqualTo("+491");
  }

  @Test
  void a_row_that_would_break_a_limit_of_what_is_there_is_refused_with_its_line() {
    String app = rig.app();
    JsonObject many = new JsonObject();
    for (int i = 0; i < 250; i++) {
      many.put("m" + i, 1.0);
    }
    rig.put(app, "full", email("a@b").put("Metrics", many));
    rig.put(app, "other", email("a@c"));

    JsonObject done = imported(app, "Id,Metrics.m7,Metrics.more\nother,1,1\nfull,7,\nfull,8,1\n");

    assertThat(done.getJsonArray("Failures")).hasSize(1);
    assertThat(done.getJsonArray("Failures").getString(0)).contains("line 4: ", "251", "250");
    assertThat(done.getInteger("TotalFailures")).isEqualTo(1);
    JsonObject metrics = rig.endpoint(app, "full").getJsonObject("Metrics");
    assertThat(metrics.size()).isEqualTo(250);
    assertThat(metrics.getDouble("m7")).isEqualTo(7);
    assertThat(rig.endpoint(app, "other").getJsonObject("Metrics").size()).isEqualTo(2);
  }

  @Test
  void a_row_for_which_others_leave_no_room_while_it_waits_is_refused_at_the_switch() {
    String app = rig.app();
    rig.put(app, "full", email("a@b"));
    rig.put(app, "other", email("a@c"));
    SteppedImport type = new SteppedImport(rig.imports, Step.PIECE_LOADED);
    UUID job = created(app, "Id,Metrics.new\nother,1\nfull,2\n");
    Future<Void> done = drive.until(job, drive.worker(type), ImportDrive.NOBODY);
    await(type.reached.future());
    JsonObject many = new JsonObject();
    for (int i = 0; i < 250; i++) {
      many.put("m" + i, 1.0);
    }
    rig.put(app, "full", email("a@b").put("Metrics", many));
    type.gate.complete();
    await(done);

    JsonObject ended =
        rig.ok("GetImportJob", "applicationId", app, "jobId", job.toString().replace("-", ""));
    assertThat(ended.getString("JobStatus")).isEqualTo("COMPLETED");
    assertThat(ended.getInteger("TotalFailures")).isEqualTo(1);
    assertThat(ended.getJsonArray("Failures").getString(0)).contains("/rows.csv line 3: ", "251");
    assertThat(rig.endpoint(app, "full").getJsonObject("Metrics").size()).isEqualTo(250);
    assertThat(rig.endpoint(app, "other").getJsonObject("Metrics").size()).isEqualTo(1);
  }

  @Test
  void the_sixteenth_endpoint_of_a_user_is_refused_with_its_line() {
    String crowded = rig.app();
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address,User.UserId\n");
    for (int i = 0; i < 17; i++) {
      rows.append("id-%02d,SMS,+49%d,ann%n".formatted(i, i));
    }
    JsonObject fresh = imported(crowded, rows.toString());
    String there = rig.app();
    for (int i = 0; i < 14; i++) {
      rig.put(there, "x" + i, email("a" + i + "@b").put("User", json("{'UserId':'ann'}")));
    }
    JsonObject beside = imported(there, rows.substring(0, rows.indexOf("id-02")));

    assertThat(fresh.getInteger("TotalFailures")).isEqualTo(2);
    assertThat(fresh.getJsonArray("Failures").getString(0)).contains("line 17: ", "'ann'", "15");
    assertThat(fresh.getJsonArray("Failures").getString(1)).contains("line 18: ");
    assertThat(ofAnn(crowded)).isEqualTo(15);
    assertThat(beside.getInteger("TotalFailures")).isEqualTo(1);
    assertThat(beside.getJsonArray("Failures").getString(0)).contains("line 3: ");
    assertThat(ofAnn(there)).isEqualTo(15);
  }

  private int ofAnn(String app) {
    return rig.ok("GetUserEndpoints", "applicationId", app, "userId", "ann")
        .getJsonArray("Item")
        .size();
  }

  private JsonObject imported(String app, String rows) {
    UUID job = created(app, rows);
    await(drive.until(job, drive.worker(rig.imports), ImportDrive.NOBODY));
    JsonObject ended =
        rig.ok("GetImportJob", "applicationId", app, "jobId", job.toString().replace("-", ""));
    assertThat(ended.getString("JobStatus")).isEqualTo("COMPLETED");
    return ended;
  }

  private UUID created(String app, String rows) {
    objects.put(BUCKET, app + "/rows.csv", rows.getBytes(UTF_8));
    return drive.created(app, "s3://" + BUCKET + "/" + app + "/");
  }

  private List<String> containers(String app) {
    return rig
        .rows(
            "select distinct container from pinpoint_endpoint where container like $1 || '%'", app)
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
