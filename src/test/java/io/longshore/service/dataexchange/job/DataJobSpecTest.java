package io.longshore.service.dataexchange.job;

import static io.longshore.service.dataexchange.DataExchangeSamples.CREATED;
import static io.longshore.service.dataexchange.DataExchangeSamples.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.job.JobId;
import io.longshore.service.dataexchange.DataExchangeSamples;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a job of the engine is told about the job of Data Exchange. */
class DataJobSpecTest {

  @Test
  void the_revision_of_an_export_of_revisions_is_that_of_its_destination() {
    JsonObject to = new JsonObject().put("RevisionId", "rev-7").put("Bucket", "b-1");
    DataJobSpec work =
        work(
            DataJobType.EXPORT_REVISIONS_TO_S3,
            new JsonObject().put("DataSetId", "set-1").put("RevisionDestinations", list(to)));

    assertThat(work.dataSet()).isEqualTo("set-1");
    assertThat(work.revision()).isEqualTo("rev-7");
  }

  @Test
  void the_revision_of_another_job_is_a_member_of_its_details() {
    JsonObject details = new JsonObject().put("DataSetId", "set-1").put("RevisionId", "rev-8");

    assertThat(work(DataJobType.IMPORT_ASSETS_FROM_S3, details).revision()).isEqualTo("rev-8");
  }

  @Test
  void the_tags_of_the_asset_configuration_go_with_the_job() {
    JsonObject details = new JsonObject().put("DataSetId", "set-1").put("RevisionId", "rev-1");
    JsonObject tag = new JsonObject().put("Key", "team").put("Value", "a");
    DataJob job =
        DataJob.waiting(
            JobId.random().toString(),
            DataExchangeSamples.ACCOUNT,
            DataExchangeSamples.REGION,
            work(DataJobType.IMPORT_ASSETS_FROM_S3, details),
            Optional.of(new JsonObject().put("Tags", list(tag))),
            CREATED);

    assertThat(DataJobSpec.of(job))
        .isEqualTo(
            new JsonObject()
                .put("Kind", "IMPORT_ASSETS_FROM_S3")
                .put("Details", details)
                .put("Tags", new JsonObject().put("team", "a")));
  }

  @Test
  void a_job_without_an_asset_configuration_has_no_tags() {
    JsonObject details = new JsonObject().put("DataSetId", "set-1").put("RevisionId", "rev-1");
    DataJob job = DataExchangeSamples.waiting(DataJobType.IMPORT_ASSETS_FROM_S3, details);

    assertThat(DataJobSpec.of(job).getJsonObject("Tags")).isEqualTo(new JsonObject());
  }

  private static DataJobSpec work(DataJobType kind, JsonObject details) {
    return new DataJobSpec(kind, details, new JsonObject());
  }
}
