package io.longshore.service.personalize.deletion;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.personalize.PersonalizeFixture.OTHER_ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Outcome;
import io.longshore.job.Piece;
import io.longshore.service.personalize.PersonalizeFixture;
import io.longshore.service.personalize.ShopData;
import io.longshore.store.HashBucket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a deletion of users hides, from whom, and when the records go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeletionsIT {

  @AutoClose private final PersonalizeFixture rig = new PersonalizeFixture();
  private DeletionSweeper sweeper;
  private ShopData shop;

  @BeforeEach
  void a_group_with_users_is_there() {
    shop = new ShopData(rig);
    sweeper = new DeletionSweeper(rig.postgres, rig.jobs);
    shop.putUser("ann", 1);
    shop.putUser("bob", 1);
    putEvent("s1", "ann", "i1");
    putEvent("s2", "bob", "i1");
  }

  @Test
  void all_of_a_users_records_are_seen_no_more_and_nobody_elses() {
    rig.bulk(shop.users, "ann,7", "ann", 0);
    rig.bulk(shop.users, "annabel,8", "annabel", 0);
    JsonArray named = new JsonArray().add(new JsonObject().put("itemId", "ann"));
    rig.ok("PutItems", "datasetArn", shop.items, "items", named);

    long deleted = numDeleted(deleted("first", "ann", "ann", "nobody"));

    assertThat(deleted).isEqualTo(3);
    assertThat(rig.exported(shop.users, "BULK")).containsExactly("annabel,8");
    assertThat(rig.exported(shop.users, "PUT")).containsExactly("bob,1");
    assertThat(rig.exported(shop.users, "ALL")).containsExactlyInAnyOrder("annabel,8", "bob,1");
    assertThat(rig.exported(shop.interactions, "ALL")).containsExactly("bob,i1,1,click,,");
    assertThat(rig.exported(shop.items, "ALL")).containsExactly("ann,,");
  }

  @Test
  void what_comes_later_is_seen_also_when_it_equals_what_was_deleted() {
    deleted("first", "ann");
    shop.putUser("ann", 1);
    putEvent("s1", "ann", "i2");

    assertThat(rig.exported(shop.users, "PUT")).containsExactlyInAnyOrder("ann,1", "bob,1");
    assertThat(rig.exported(shop.interactions, "PUT"))
        .containsExactlyInAnyOrder("ann,i2,1,click,,", "bob,i1,1,click,,");
  }

  @Test
  void an_export_that_was_created_before_shows_what_was_there() {
    String before = rig.exportJob(shop.users, "ALL", "before").getString("datasetExportJobArn");
    deleted("first", "ann");
    String after = rig.exportJob(shop.users, "ALL", "after").getString("datasetExportJobArn");

    sweep();
    assertThat(rig.lines(before)).containsExactlyInAnyOrder("ann,1", "bob,1");
    assertThat(rig.lines(after)).containsExactly("bob,1");
    assertThat(erasures()).isEmpty();

    rig.rows("update job set finished_at = now(), state = 'FAILED', phase = 'FAILED'");
    sweep();
    assertThat(erasures()).hasSize(1);
  }

  @Test
  void an_import_that_began_before_does_not_bring_its_deleted_users_back() {
    importJob(shop.users, "slow");
    long seq = rig.rows("select nextval('personalize_seq')").get(0).getLong(0);
    deleted("first", "ann");
    sweep();
    assertThat(erasures()).isEmpty();

    rig.bulk(shop.users, "ann,7", "ann", seq);
    rig.bulk(shop.users, "cid,7", "cid", seq);
    rig.bulk(shop.users, "ann,9", "ann", 0);

    assertThat(rig.exported(shop.users, "BULK")).containsExactlyInAnyOrder("ann,9", "cid,7");
  }

  @Test
  void no_deletion_counts_what_another_deleted() {
    assertThat(numDeleted(deleted("first", "ann"))).isEqualTo(2);
    assertThat(numDeleted(deleted("second", "ann", "bob"))).isEqualTo(2);
    assertThat(rig.exported(shop.users, "ALL")).isEmpty();
  }

  @Test
  void users_of_an_attempt_that_did_not_finish_stay() {
    JobId job = created("first");
    UUID lost = load(job, "bob");
    switched(job, load(job, "ann"));

    assertThat(rig.exported(shop.users, "ALL")).containsExactly("bob,1");
    await(rig.deletion.discard(job(job), lost));
    assertThat(rig.count("personalize_deleted_user")).isEqualTo(1);
  }

  @Test
  void records_go_when_nobody_needs_them_and_sessions_forget_their_user() {
    deleted("first", "ann");
    sweep();
    sweep(); // a second look begins nothing anew
    assertThat(erasures()).hasSize(1);

    Job erasure = job(erasures().get(0));
    Outcome outcome =
        await(
            rig.erasure.piece(
                erasure,
                new Piece(new JsonObject(), Optional.empty()),
                MemoryOutputs.withoutObject()));

    assertThat(outcome).isEqualTo(new Outcome.Done(2));
    assertThat(rig.count("personalize_record")).isEqualTo(2);
    assertThat(rig.rows("select 1 from personalize_record where line like '%ann%'")).isEmpty();
    assertThat(rig.rows("select user_id from personalize_session"))
        .extracting(row -> row.getString(0))
        .containsExactly("bob");
    assertThat(rig.count("personalize_deletion")).isZero();
    assertThat(rig.count("personalize_deleted_user")).isZero();
    assertThat(rig.exported(shop.users, "ALL")).containsExactly("bob,1");
  }

  @Test
  void a_removal_that_failed_is_begun_anew() {
    deleted("first", "ann");
    sweep();
    rig.rows("update job set finished_at = now(), state = 'FAILED', phase = 'FAILED'");
    sweep();

    assertThat(erasures()).hasSize(2);
  }

  @Test
  void a_group_has_at_most_five_pending_deletions_and_stays_until_they_end() {
    IntStream.range(0, 5).forEach(i -> created("job" + i));

    assertThat(refused("job5", shop.group)).isEqualTo("LimitExceededException");
    created("elsewhere", rig.group("other"));
    rig.ok("DeleteDataset", "datasetArn", shop.items);
    rig.rows("delete from personalize_resource where kind in ('dataset', 'event-tracker')");
    assertThat(rig.refused("DeleteDatasetGroup", "datasetGroupArn", shop.group))
        .isEqualTo("ResourceInUseException");
  }

  @Test
  void names_and_places_are_checked() {
    created("first");

    assertThat(refused("first", shop.group)).isEqualTo("ResourceAlreadyExistsException");
    assertThat(refused("second", shop.group + "x")).isEqualTo("ResourceNotFoundException");
    assertThat(rig.refused(OTHER_ACCOUNT, "CreateDataDeletionJob", request("second", shop.group)))
        .isEqualTo("ResourceNotFoundException");
    assertThat(
            rig.refused(
                "DescribeDataDeletionJob",
                "dataDeletionJobArn",
                PersonalizeFixture.ARN + "data-deletion-job/none"))
        .isEqualTo("ResourceNotFoundException");
    Object[] nowhere = request("second", shop.group);
    nowhere[5] = new JsonObject();
    assertThat(rig.refused("CreateDataDeletionJob", nowhere)).isEqualTo("InvalidInputException");
    nowhere[5] = new JsonObject().put("dataLocation", "ftp://x/y");
    assertThat(rig.refused("CreateDataDeletionJob", nowhere)).isEqualTo("InvalidInputException");
    assertThat(
            rig.ok("ListDataDeletionJobs", "datasetGroupArn", shop.group)
                .getJsonArray("dataDeletionJobs"))
        .hasSize(1);
  }

  private void sweep() {
    await(sweeper.runOnce()); // sees who may need them
    await(sweeper.runOnce()); // sees that they have ended
  }

  private List<JobId> erasures() {
    return rig.rows("select id from job where type = 'personalize.erasure'").stream()
        .map(row -> new JobId(row.getUUID("id")))
        .toList();
  }

  /** A deletion job from its creation to its end, all but the files. */
  private String deleted(String name, String... who) {
    JobId job = created(name);
    switched(job, load(job, who));
    rig.rows(
        "update job set finished_at = now(), state = 'FAILED', phase = 'FAILED' where id = $1",
        job.value());
    return PersonalizeFixture.ARN + "data-deletion-job/" + name;
  }

  private JobId created(String name) {
    return created(name, shop.group);
  }

  private JobId created(String name, String group) {
    rig.ok("CreateDataDeletionJob", request(name, group));
    String uid =
        rig.rows("select uid from personalize_resource where name = $1 and kind like '%job'", name)
            .get(0)
            .getString(0);
    return JobId.parse(uid).orElseThrow();
  }

  private String refused(String name, String group) {
    return rig.refused("CreateDataDeletionJob", request(name, group));
  }

  private static Object[] request(String name, String group) {
    return new Object[] {
      "jobName",
      name,
      "datasetGroupArn",
      group,
      "dataSource",
      new JsonObject().put("dataLocation", "s3://bucket/gone.csv"),
      "roleArn",
      "arn:aws:iam::111122223333:role/r"
    };
  }

  private void importJob(String dataset, String name) {
    rig.ok(
        "CreateDatasetImportJob",
        "jobName",
        name,
        "datasetArn",
        dataset,
        "roleArn",
        "arn:aws:iam::111122223333:role/r",
        "dataSource",
        new JsonObject().put("dataLocation", "s3://bucket/rows.csv"));
  }

  private UUID load(JobId job, String... who) {
    UUID load = UUID.randomUUID();
    for (int i = 0; i < who.length; i++) {
      rig.rows(
          "insert into personalize_deleted_user values ($1, $2, $3, $4)",
          job.toString(),
          HashBucket.of(who[i]),
          who[i] + "\u0001" + load.toString().substring(0, 8) + i,
          load);
    }
    return load;
  }

  private void switched(JobId id, UUID load) {
    Job job = job(id);
    await(rig.postgres.transact(tx -> rig.deletion.publish(tx, job, List.of(load))));
  }

  private Job job(JobId id) {
    return await(rig.jobs.findAll(List.of(id))).get(0);
  }

  private long numDeleted(String arn) {
    return rig.ok("DescribeDataDeletionJob", "dataDeletionJobArn", arn)
        .getJsonObject("dataDeletionJob")
        .getLong("numDeleted");
  }

  private void putEvent(String session, String user, String item) {
    shop.putEvents(session, user, ShopData.event("click", 1).put("itemId", item));
  }
}
