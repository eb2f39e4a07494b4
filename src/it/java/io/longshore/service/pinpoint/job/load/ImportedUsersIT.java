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
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Users of imported endpoints: what rows say of them, and how many endpoints they may have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportedUsersIT {

  private static final String BUCKET = "imported-users";

  @AutoClose private final PinpointFixture rig = new PinpointFixture();
  private final ImportDrive drive = new ImportDrive(rig);
  @AutoClose private final S3Objects objects = new S3Objects(Backends.s3());

  @BeforeAll
  void start() {
    objects.createBucket(BUCKET);
  }

  @Test
  void what_rows_say_of_a_user_all_endpoints_of_the_user_show() {
    String app = rig.app();
    imported(
        app,
        "Id,ChannelType,Address,User.UserId,User.UserAttributes.Plan,User.UserAttributes.Age\n"
            + "a,SMS,+1,ann,gold,\nb,SMS,+2,bob,iron,7\nc,EMAIL,c@d,ann,silver,\nd,SMS,+4,ann,,9\n",
        new JsonObject());
    JsonObject all = json("{'Plan':['silver'],'Age':['9']}");
    assertThat(List.of(said(app, "a"), said(app, "c"), said(app, "d"))).containsOnly(all);
    assertThat(said(app, "b")).isEqualTo(json("{'Plan':['iron'],'Age':['7']}"));

    imported(
        app,
        "Id,ChannelType,Address,User.UserId,User.UserAttributes.Plan,User.UserAttributes.New\n"
            + "d,,,,tin,\ne,SMS,+5,ann,,x\nb,,,,,y\n",
        new JsonObject());
    all = json("{'Plan':['tin'],'Age':['9'],'New':['x']}");
    assertThat(List.of(said(app, "a"), said(app, "c"), said(app, "d"), said(app, "e")))
        .containsOnly(all);
    assertThat(said(app, "b")).isEqualTo(json("{'Plan':['iron'],'Age':['7'],'New':['y']}"));
  }

  @Test
  void an_endpoint_that_gets_a_user_while_an_import_is_switched_in_says_what_the_import_says() {
    String app = rig.app();
    rig.put(app, "there", email("a@b").put("User", json("{'UserId':'ann'}")));
    SteppedImport type = new SteppedImport(rig.imports, Step.SWITCH_ENDS);
    UUID job =
        created(
            app,
            "Id,ChannelType,Address,User.UserId,User.UserAttributes.Plan\na,SMS,+1,ann,gold\n",
            new JsonObject());
    Future<Void> done = drive.until(job, drive.worker(type), ImportDrive.NOBODY);
    await(type.reached.future());
    Future<ServiceResponse> late =
        rig.send(
            OWNER,
            "UpdateEndpoint",
            email("late@b").put("User", json("{'UserId':'ann','UserAttributes':{'Age':['9']}}")),
            "applicationId",
            app,
            "endpointId",
            "late");
    rig.put(app, "other", email("x@y")); // gives no user, and need not wait
    type.gate.complete();
    await(done);
    await(late);

    assertThat(List.of(said(app, "there"), said(app, "a"), said(app, "late")))
        .containsOnly(json("{'Plan':['gold'],'Age':['9']}"));
  }

  @Test
  void the_sixteenth_device_of_a_user_retires_the_oldest_in_an_import_too() {
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address,User.UserId,EffectiveDate\n");
    rows.append("mail,EMAIL,a@b,ann,2019-01-01\n");
    for (int i = 0; i < 16; i++) {
      rows.append("id-%02d,GCM,token-%d,ann,2020-01-%02dT00:00:00.000Z%n".formatted(i, i, 31 - i));
    }
    String fresh = rig.app();
    JsonObject alone = imported(fresh, rows.toString(), new JsonObject());
    String there = rig.app();
    rig.put(
        there,
        "old",
        json("{'ChannelType':'APNS','Address':'x','EffectiveDate':'2018-01-01'}")
            .put("User", json("{'UserId':'ann'}")));
    JsonObject beside = imported(there, rows.toString(), new JsonObject());

    assertThat(List.of(alone.getInteger("TotalFailures"), beside.getInteger("TotalFailures")))
        .containsOnly(0);
    assertThat(ofAnn(fresh)).hasSize(15).contains("mail", "id-15").doesNotContain("id-13", "id-14");
    assertThat(rig.endpoint(fresh, "id-14").getString("EndpointStatus")).isEqualTo("INACTIVE");
    assertThat(ofAnn(there)).hasSize(15).contains("mail", "id-15").doesNotContain("old");
    assertThat(rig.endpoint(there, "old").getString("EndpointStatus")).isEqualTo("INACTIVE");
  }

  /** Else every row is compared with every other one, for hours. */
  @Test
  void an_import_of_many_users_ends_also_where_the_statistics_know_other_apps_only() {
    imported(rig.app(), users("other", 30_000), new JsonObject());
    String app = rig.app();
    rig.put(app, "there", email("a@b").put("User", json("{'UserId':'id-0'}")));

    JsonObject job = imported(app, users("id", 10_000), new JsonObject());

    assertThat(job.getInteger("TotalProcessed")).isEqualTo(10_000);
    assertThat(said(app, "there")).isEqualTo(json("{'Nth':['2']}"));
  }

  /** Three endpoints for each user. */
  private static String users(String prefix, int rows) {
    StringBuilder csv =
        new StringBuilder("ChannelType,Address,Id,User.UserId,User.UserAttributes.Nth\n");
    for (int i = 0; i < rows; i++) {
      csv.append("SMS,+%d,%s%d,%s-%d,%d\n".formatted(i, prefix, i, prefix, i / 3, i));
    }
    return csv.toString();
  }

  private JsonObject said(String app, String id) {
    return rig.endpoint(app, id).getJsonObject("User").getJsonObject("UserAttributes");
  }

  private List<String> ofAnn(String app) {
    return rig
        .ok("GetUserEndpoints", "applicationId", app, "userId", "ann")
        .getJsonArray("Item")
        .stream()
        .map(item -> ((JsonObject) item).getString("Id"))
        .toList();
  }

  private JsonObject imported(String app, String rows, JsonObject more) {
    UUID job = created(app, rows, more);
    await(drive.until(job, drive.worker(rig.imports), ImportDrive.NOBODY));
    return drive.ended(app, job);
  }

  private UUID created(String app, String rows, JsonObject more) {
    objects.put(BUCKET, app + "/rows.csv", rows.getBytes(UTF_8));
    return drive.created(app, "s3://" + BUCKET + "/" + app + "/rows.csv", more);
  }
}
