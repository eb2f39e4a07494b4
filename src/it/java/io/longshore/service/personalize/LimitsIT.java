package io.longshore.service.personalize;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static io.longshore.service.personalize.PersonalizeFixture.OTHER_ACCOUNT;
import static io.longshore.service.personalize.PersonalizeFixture.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.config.PersonalizeConfig;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.PermanentFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** AWS's limits where they hold, and where they are switched off. */
class LimitsIT {

  private static final String REFUSED = "LimitExceededException";

  @Test
  void quotas_hold_for_each_account_and_region() {
    try (PersonalizeFixture rig = new PersonalizeFixture(new PersonalizeConfig(true, 5, false))) {
      String dataset = interactions(rig);
      events(rig, false);
      IntStream.range(1, 5).forEach(i -> rig.group("group" + i));
      assertThat(rig.refused("CreateDatasetGroup", "name", "sixth")).isEqualTo(REFUSED);
      await(rig.send(OTHER_ACCOUNT, "CreateDatasetGroup", body("name", "theirs")));

      IntStream.range(0, 5).forEach(i -> rig.exportJob(dataset, "ALL", "export" + i));
      IntStream.range(0, 5).forEach(i -> rig.ok("CreateDatasetImportJob", job(dataset, "in" + i)));
      assertThat(rig.refused("CreateDatasetImportJob", job(dataset, "in5"))).isEqualTo(REFUSED);
      assertThat(rig.refused("CreateDatasetExportJob", export(dataset))).isEqualTo(REFUSED);
      rig.rows("update job set finished_at = now(), state = 'FAILED', phase = 'FAILED'");
      rig.ok("CreateDatasetExportJob", export(dataset));

      manySchemas(rig);
      assertThat(schema(rig)).isEqualTo(REFUSED);
      rig.ok("DeleteSchema", "schemaArn", PersonalizeFixture.ARN + "schema/s7");
      rig.schemaArn("more", PersonalizeFixture.ITEMS);
    }
  }

  @Test
  void creates_at_once_do_not_pass_a_quota_together() {
    try (PersonalizeFixture rig = new PersonalizeFixture(new PersonalizeConfig(true, 5, false))) {
      String dataset = interactions(rig);
      manySchemas(rig);
      rig.ok("DeleteSchema", "schemaArn", PersonalizeFixture.ARN + "schema/s7");

      assertThat(together(rig, "CreateSchema", LimitsIT::schemaNamed)).isEqualTo(1);
      assertThat(together(rig, "CreateDatasetGroup", n -> body("name", "g" + n))).isEqualTo(4);
      assertThat(together(rig, "CreateDatasetImportJob", n -> body(job(dataset, "i" + n))))
          .isEqualTo(5);
      assertThat(together(rig, "CreateDatasetExportJob", n -> body(export(dataset, "e" + n))))
          .isEqualTo(5);
      assertThat(together(rig, "CreateDataDeletionJob", LimitsIT::deletion)).isEqualTo(5);
    }
  }

  /** Sends twelve at once; how many were taken, when all others were refused for the quota. */
  private static long together(
      PersonalizeFixture rig, String operation, IntFunction<JsonObject> request) {
    List<Future<String>> sent =
        IntStream.range(0, 12)
            .mapToObj(n -> rig.send(PersonalizeFixture.OWNER, operation, request.apply(n)))
            .map(answer -> answer.map("taken").otherwise(LimitsIT::shape))
            .toList();
    await(Future.join(sent));
    assertThat(sent).allMatch(each -> List.of("taken", REFUSED).contains(each.result()));
    return sent.stream().filter(each -> each.result().equals("taken")).count();
  }

  private static String shape(Throwable refusal) {
    return refusal instanceof ApiError error ? error.code().shape() : refusal.toString();
  }

  private static JsonObject schemaNamed(int number) {
    return body("name", "more" + number, "schema", PersonalizeFixture.ITEMS);
  }

  private static JsonObject deletion(int number) {
    return body(
        "jobName",
        "d" + number,
        "datasetGroupArn",
        PersonalizeFixture.ARN + "dataset-group/shop",
        "roleArn",
        "arn:aws:iam::111122223333:role/r",
        "dataSource",
        new JsonObject().put("dataLocation", "s3://bucket/users.csv"));
  }

  private static void events(PersonalizeFixture rig, boolean large) {
    String group = PersonalizeFixture.ARN + "dataset-group/shop";
    String tracker =
        rig.ok("CreateEventTracker", "name", "t", "datasetGroupArn", group).getString("trackingId");
    rig.ok("PutEvents", shown(tracker, 120));
    if (large) {
      rig.ok("PutEvents", shown(tracker, 150));
    } else {
      assertThat(rig.refused("PutEvents", shown(tracker, 150))).isEqualTo("InvalidInputException");
    }
    assertThat(rig.count("personalize_record")).isEqualTo(large ? 2 : 1);
  }

  /** An event beside 25 items whose ids have that many characters of three bytes. */
  private static Object[] shown(String tracker, int length) {
    JsonArray impression = new JsonArray(Collections.nCopies(25, "舟".repeat(length)));
    JsonObject event =
        body("eventType", "click", "itemId", "i", "sentAt", 1, "impression", impression);
    return new Object[] {
      "trackingId",
      tracker,
      "sessionId",
      "s" + length,
      "userId",
      "u",
      "eventList",
      new JsonArray().add(event)
    };
  }

  @Test
  void switched_off_there_is_no_limit() {
    try (PersonalizeFixture rig = new PersonalizeFixture(new PersonalizeConfig(false, 5, false))) {
      String dataset = interactions(rig);
      events(rig, true);
      IntStream.range(1, 8).forEach(i -> rig.group("group" + i));
      IntStream.range(0, 7).forEach(i -> rig.exportJob(dataset, "ALL", "export" + i));
      manySchemas(rig);
      rig.schemaArn("more", PersonalizeFixture.ITEMS);

      switched(rig, imported(rig, dataset, "few"), load(rig, dataset, 1));
      assertThat(rig.count("personalize_import")).isEqualTo(1);
    }
  }

  @Test
  void with_floors_an_import_of_interactions_needs_a_thousand() {
    try (PersonalizeFixture rig = new PersonalizeFixture(new PersonalizeConfig(true, 5, true))) {
      String dataset = interactions(rig);
      Job few = imported(rig, dataset, "few");
      UUID short999 = load(rig, dataset, 999);
      Throwable refusal =
          failure(rig.postgres.transact(tx -> rig.imports.publish(tx, few, List.of(short999))));

      assertThat(refusal)
          .isInstanceOf(PermanentFailure.class)
          .hasMessage("The import has 999 interactions, and needs at least 1000.");
      assertThat(rig.count("personalize_import")).isZero();
      Job enough = imported(rig, dataset, "enough");
      switched(rig, enough, load(rig, dataset, 1000));
      String items =
          rig.dataset(
              PersonalizeFixture.ARN + "dataset-group/shop",
              "Items",
              rig.schemaArn("items", PersonalizeFixture.ITEMS));
      switched(rig, imported(rig, items, "items"), load(rig, items, 1));
      assertThat(rig.count("personalize_import")).isEqualTo(2);
    }
  }

  private static String interactions(PersonalizeFixture rig) {
    return rig.dataset(
        rig.group("shop"),
        "Interactions",
        rig.schemaArn("interactions", PersonalizeFixture.INTERACTIONS));
  }

  private static void manySchemas(PersonalizeFixture rig) {
    rig.rows(
        "insert into personalize_resource select $1 || n, account, region, kind, 's' || n, parent,"
            + " schema, 's' || n, status, body, tags, created_at, changed_at"
            + " from personalize_resource, generate_series(1, 499) n where kind = 'schema'",
        PersonalizeFixture.ARN + "schema/s");
  }

  private static String schema(PersonalizeFixture rig) {
    return rig.refused("CreateSchema", "name", "more", "schema", PersonalizeFixture.ITEMS);
  }

  private static Object[] export(String dataset) {
    return export(dataset, "sixth");
  }

  private static Object[] export(String dataset, String name) {
    JsonObject to = new JsonObject().put("path", "s3://bucket/folder");
    return new Object[] {
      "jobName",
      name,
      "datasetArn",
      dataset,
      "roleArn",
      "arn:aws:iam::111122223333:role/r",
      "jobOutput",
      new JsonObject().put("s3DataDestination", to)
    };
  }

  private static Object[] job(String dataset, String name) {
    return new Object[] {
      "jobName",
      name,
      "datasetArn",
      dataset,
      "roleArn",
      "arn:aws:iam::111122223333:role/r",
      "dataSource",
      new JsonObject().put("dataLocation", "s3://bucket/rows.csv")
    };
  }

  private static Job imported(PersonalizeFixture rig, String dataset, String name) {
    rig.ok("CreateDatasetImportJob", job(dataset, name));
    String uid =
        rig.rows("select uid from personalize_resource where name = $1 and kind like '%job'", name)
            .get(0)
            .getString(0);
    return await(rig.jobs.findAll(List.of(JobId.parse(uid).orElseThrow()))).get(0);
  }

  private static UUID load(PersonalizeFixture rig, String dataset, int rows) {
    UUID load = UUID.randomUUID();
    rig.rows(
        "insert into personalize_record select uid, n % 256, n || $2::text, 'line', 1, $3, 1"
            + " from personalize_resource, generate_series(1, $4::int) n where arn = $1",
        dataset, load.toString(), load, rows);
    return load;
  }

  private static void switched(PersonalizeFixture rig, Job job, UUID load) {
    Future<Void> done = rig.postgres.transact(tx -> rig.imports.publish(tx, job, List.of(load)));
    await(done);
  }
}
