package io.longshore.service.personalize.resource;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Outcome;
import io.longshore.service.personalize.PersonalizeFixture;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Resources that are deleted, and those that may not be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourcePurgeIT {

  @AutoClose private final PersonalizeFixture rig = new PersonalizeFixture();

  @BeforeEach
  void nothing_is_there() {
    rig.rows("truncate personalize_resource");
    rig.rows("truncate job cascade");
  }

  @Test
  void what_is_used_cannot_be_deleted() {
    String schema = rig.schemaArn("films", PersonalizeFixture.ITEMS);
    String group = rig.group("shop");
    rig.dataset(group, "Items", schema);

    assertThat(rig.refused("DeleteSchema", "schemaArn", schema))
        .isEqualTo("ResourceInUseException");
    assertThat(rig.refused("DeleteDatasetGroup", "datasetGroupArn", group))
        .isEqualTo("ResourceInUseException");
    assertThat(rig.ok("DescribeSchema", "schemaArn", schema)).isNotNull();
  }

  @Test
  void what_is_being_deleted_says_so_and_is_gone_in_the_end() {
    String schema = rig.schemaArn("films", PersonalizeFixture.ITEMS);
    String group = rig.group("shop");
    String dataset = rig.dataset(group, "Items", schema);
    rig.rows(
        "insert into personalize_record select uid, 7, 'x', 'y', 1, null, 1"
            + " from personalize_resource where arn = $1",
        dataset);

    rig.ok("DeleteDataset", "datasetArn", dataset);

    assertThat(status("DescribeDataset", "datasetArn", dataset, "dataset"))
        .isEqualTo("DELETE PENDING");
    assertThat(rig.refused("DeleteDataset", "datasetArn", dataset))
        .isEqualTo("ResourceInUseException");
    assertThat(
            rig.refused("TagResource", "resourceArn", dataset, "tags", PersonalizeFixture.tags(1)))
        .isEqualTo("ResourceInUseException");
    assertThat(rig.refused("DeleteDatasetGroup", "datasetGroupArn", group))
        .isEqualTo("ResourceInUseException");
    runRemovals();
    assertThat(rig.refused("DescribeDataset", "datasetArn", dataset))
        .isEqualTo("ResourceNotFoundException");
    assertThat(rig.count("personalize_record")).isZero();
    rig.ok("DeleteDatasetGroup", "datasetGroupArn", group);
    assertThat(status("DescribeDatasetGroup", "datasetGroupArn", group, "datasetGroup"))
        .isEqualTo("DELETE PENDING");
    assertThat(rig.refused("CreateEventTracker", "name", "late", "datasetGroupArn", group))
        .isEqualTo("ResourceInUseException");
    runRemovals();
    rig.ok("DeleteSchema", "schemaArn", schema);
    assertThat(rig.count("personalize_resource")).isZero();
  }

  @Test
  void a_removal_that_runs_again_spares_what_has_the_name_now() {
    String group = rig.group("shop");
    rig.ok("DeleteDatasetGroup", "datasetGroupArn", group);
    List<Job> removals = removals();
    removals.forEach(this::run);
    rig.group("shop");
    rig.ok("DeleteDatasetGroup", "datasetGroupArn", group);

    removals.forEach(this::run);

    assertThat(status("DescribeDatasetGroup", "datasetGroupArn", group, "datasetGroup"))
        .isEqualTo("DELETE PENDING");
  }

  private String status(String operation, String member, String arn, String in) {
    return rig.ok(operation, member, arn).getJsonObject(in).getString("status");
  }

  private void runRemovals() {
    removals().forEach(this::run);
  }

  private List<Job> removals() {
    return rig.rows("select id, container from job where type = 'personalize.removal'").stream()
        .map(
            row ->
                await(
                        rig.jobs.find(
                            PersonalizeFixture.OWNER.account(),
                            PersonalizeFixture.OWNER.region(),
                            ResourcePurgeJob.NAME,
                            row.getString("container"),
                            new JobId(row.getUUID("id"))))
                    .orElseThrow())
        .toList();
  }

  private void run(Job job) {
    Outcome outcome = await(rig.removal.piece(job, null, MemoryOutputs.withoutObject()));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }
}
