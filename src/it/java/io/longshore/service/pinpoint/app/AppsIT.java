package io.longshore.service.pinpoint.app;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OTHER_ACCOUNT;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Piece;
import io.longshore.job.Progress;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppsIT {

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void an_app_is_shown_as_it_was_created() {
    JsonObject request =
        new JsonObject().put("Name", "Läden 😀").put("tags", new JsonObject().put("team", "ö"));
    ServiceResponse answer = await(rig.send(OWNER, "CreateApp", request));
    JsonObject app = answer.body();

    assertThat(answer.status()).isEqualTo(201);
    assertThat(app.getString("Id")).matches("[0-9a-f]{32}");
    assertThat(app.getString("Arn"))
        .isEqualTo("arn:aws:mobiletargeting:us-east-1:111122223333:apps/" + app.getString("Id"));
    assertThat(app.getString("Name")).isEqualTo("Läden 😀");
    assertThat(app.getString("CreationDate"))
        .matches("2026-11-21T10:00:00.[0-9]{3}Z")
        .isEqualTo(Timestamps.text(rig.now.get()));
    assertThat(app.getJsonObject("tags")).isEqualTo(new JsonObject().put("team", "ö"));
    assertThat(rig.ok("GetApp", "applicationId", app.getString("Id"))).isEqualTo(app);
  }

  @Test
  void an_app_of_another_account_or_region_is_not_found() {
    String app = rig.app();
    Principal elsewhere = new Principal(OWNER.account(), "eu-west-1", "AKIAOWNER");

    for (Principal who : List.of(OTHER_ACCOUNT, elsewhere)) {
      for (String operation : List.of("GetApp", "DeleteApp")) {
        Future<ServiceResponse> answer =
            rig.send(who, operation, new JsonObject(), "applicationId", app);
        assertThat(refusal(answer).code()).isEqualTo(PinpointError.NOT_FOUND);
      }
    }
    assertThat(rig.ok("GetApp", "applicationId", app).getString("Id")).isEqualTo(app);
  }

  @Test
  void pages_show_every_app_once_in_the_order_of_creation() {
    Principal lister = new Principal("777788889999", "us-east-1", "AKIALISTER");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      rig.now.updateAndGet(before -> before.plusMillis(5));
      JsonObject body = new JsonObject().put("Name", "app " + i);
      made.add(await(rig.send(lister, "CreateApp", body)).body().getString("Id"));
    }
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      String[] parameters =
          token == null
              ? new String[] {"page-size", "3"}
              : new String[] {"page-size", "3", "token", token};
      JsonObject page = await(rig.send(lister, "GetApps", new JsonObject(), parameters)).body();
      assertThat(page.getJsonArray("Item")).hasSizeLessThanOrEqualTo(3);
      ids(page).forEach(seen::add);
      token = page.getString("NextToken");
    } while (token != null);

    assertThat(seen).isEqualTo(made);
    assertThat(ids(await(rig.send(lister, "GetApps", new JsonObject())).body())).isEqualTo(made);
  }

  @Test
  void a_token_serves_only_the_account_that_got_it() {
    rig.app();
    rig.app();
    String token = rig.ok("GetApps", "page-size", "1").getString("NextToken");

    Future<ServiceResponse> stolen =
        rig.send(OTHER_ACCOUNT, "GetApps", new JsonObject(), "token", token);
    assertThat(refusal(stolen).code()).isEqualTo(PinpointError.BAD_REQUEST);
    assertThat(rig.ok("GetApps", "token", token).getJsonArray("Item")).isNotEmpty();
  }

  @Test
  void a_deleted_app_is_gone_with_all_that_it_had() {
    String app = rig.app();
    rig.put(app, "one", email("a@example.com"));
    rig.ok(
        "CreateSegment",
        new JsonObject().put("Dimensions", new JsonObject()),
        "applicationId",
        app);
    JsonObject export =
        rig.ok(
            "CreateExportJob",
            new JsonObject()
                .put("RoleArn", PinpointFixture.ROLE)
                .put("S3UrlPrefix", "s3://bucket/x"),
            "applicationId",
            app);

    JsonObject deleted = rig.ok("DeleteApp", "applicationId", app);

    assertThat(deleted.getString("Id")).isEqualTo(app);
    for (String operation :
        List.of("GetApp", "DeleteApp", "GetSegments", "GetExportJobs", "GetEndpoint")) {
      assertThat(rig.refused(operation, "applicationId", app, "endpointId", "one").code())
          .isEqualTo(PinpointError.NOT_FOUND);
    }
    assertThat(rig.refused("UpdateEndpoint", email("x@y"), "applicationId", app, "endpointId", "n"))
        .hasMessage("Application not found");
    assertThat(rig.rows("select from pinpoint_segment where app = $1", app)).isEmpty();
    JobId job = JobId.parse(export.getString("Id")).orElseThrow();
    assertThat(rig.rows("select cancel_requested from job where id = $1", job.value()).get(0))
        .matches(row -> row.getBoolean(0));
    assertThat(
            rig.rows(
                "select 1 from job where container = $1 and type = $2", app, "pinpoint.removal"))
        .hasSize(1);
  }

  @Test
  void the_removal_leaves_the_endpoints_of_other_apps() {
    String doomed = rig.app();
    String other = rig.app();
    for (int i = 0; i < 30; i++) {
      rig.put(doomed, "e" + i, email("a@example.com"));
      rig.put(other, "e" + i, email("a@example.com"));
    }
    MemoryOutputs outputs = MemoryOutputs.withoutObject();

    await(
        rig.removal.piece(
            job(doomed), AppPurgeJob.of(gone(doomed), List.of()).pieces().get(0), outputs));

    String count = "select count(*) from pinpoint_endpoint where container = $1";
    assertThat(rig.rows(count, doomed).get(0).getLong(0)).isZero();
    assertThat(rig.rows(count, other).get(0).getLong(0)).isEqualTo(30);
    assertThat(outputs.reports).last().isEqualTo(30L);
  }

  @Test
  void no_endpoint_outlives_its_app_however_they_race() {
    String app = rig.app();
    List<Future<ServiceResponse>> updates = new ArrayList<>();
    Future<ServiceResponse> deleted = null;
    for (int i = 0; i < 80; i++) {
      if (i == 40) {
        deleted = rig.send(OWNER, "DeleteApp", new JsonObject(), "applicationId", app);
      }
      updates.add(
          rig.send(
              OWNER, "UpdateEndpoint", email("a@b"), "applicationId", app, "endpointId", "e" + i));
    }
    await(deleted);
    for (Future<ServiceResponse> update : updates) {
      Throwable failure = await(update.transform(done -> Future.succeededFuture(done.cause())));
      if (failure != null) {
        assertThat(failure).isInstanceOf(ApiError.class);
        assertThat(((ApiError) failure).code()).isEqualTo(PinpointError.NOT_FOUND);
      }
    }
    Piece all = AppPurgeJob.of(gone(app), List.of()).pieces().get(0);
    await(rig.removal.piece(job(app), all, MemoryOutputs.withoutObject()));
    assertThat(rig.rows("select from pinpoint_endpoint where container = $1", app)).isEmpty();
  }

  private static App gone(String id) {
    return new App(id, OWNER.account(), OWNER.region(), "x", new JsonObject(), Instant.EPOCH);
  }

  private static Job job(String app) {
    return new Job(
        JobId.random(),
        OWNER.account(),
        OWNER.region(),
        AppPurgeJob.NAME,
        app,
        Optional.empty(),
        new JsonObject(),
        JobState.RUNNING,
        "WORKING",
        new Progress(1, 0, 0, 0, 0),
        List.of(),
        false,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty());
  }

  private static List<String> ids(JsonObject page) {
    JsonArray items = page.getJsonArray("Item");
    return items.stream().map(item -> ((JsonObject) item).getString("Id")).toList();
  }
}
