package io.longshore.service.dataexchange.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.resource.QuotaRule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The JobError that each failure of a job becomes. */
class JobErrorTest {

  @Test
  void each_failure_has_a_code_of_the_model() {
    assertThat(JobError.missing("m").body())
        .isEqualTo(
            new JsonObject().put("Code", "RESOURCE_NOT_FOUND_EXCEPTION").put("Message", "m"));
    assertThat(JobError.invalid("m").body().getString("Code")).isEqualTo("VALIDATION_EXCEPTION");
    assertThat(JobError.denied("m").body().getString("Code")).isEqualTo("ACCESS_DENIED_EXCEPTION");
    assertThat(JobError.internal("m").body().getString("Code"))
        .isEqualTo("INTERNAL_SERVER_EXCEPTION");
  }

  @Test
  void a_missing_resource_is_named_with_its_type() {
    assertThat(JobError.notFound(DataExchangeResourceType.ASSET, "a", "m").body())
        .isEqualTo(
            new JsonObject()
                .put("Code", "RESOURCE_NOT_FOUND_EXCEPTION")
                .put("Message", "m")
                .put("ResourceId", "a")
                .put("ResourceType", "ASSET"));
  }

  @Test
  void a_quota_that_the_model_names_is_named_and_another_has_its_value_only() {
    JsonObject named = JobError.quota(new QuotaRule("Assets per revision", 7), "m").body();
    JsonObject other = JobError.quota(new QuotaRule("Concurrent in progress jobs", 10), "m").body();

    assertThat(named)
        .isEqualTo(
            new JsonObject()
                .put("Code", "SERVICE_QUOTA_EXCEEDED_EXCEPTION")
                .put("Message", "m")
                .put("LimitName", "Assets per revision")
                .put("LimitValue", 7.0));
    assertThat(other.containsKey("LimitName")).isFalse();
    assertThat(other.getDouble("LimitValue")).isEqualTo(10.0);
  }

  @Test
  void an_error_about_an_object_of_an_import_names_its_bucket_and_key() {
    assertThat(JobError.missing("m").aboutSource("b", "k").body().getJsonObject("Details"))
        .isEqualTo(
            new JsonObject()
                .put(
                    "ImportAssetsFromS3JobErrorDetails",
                    new JsonArray().add(new JsonObject().put("Bucket", "b").put("Key", "k"))));
  }

  @Test
  void an_error_about_an_upload_names_its_asset() {
    assertThat(JobError.invalid("m").aboutUpload("prices.csv").body().getJsonObject("Details"))
        .isEqualTo(
            new JsonObject()
                .put(
                    "ImportAssetFromSignedUrlJobErrorDetails",
                    new JsonObject().put("AssetName", "prices.csv")));
  }

  @Test
  void details_are_added_to_a_copy() {
    JobError error = JobError.invalid("m");

    error.about(DataExchangeResourceType.REVISION, "r");
    error.aboutUpload("a");

    assertThat(error.body().fieldNames()).containsExactlyInAnyOrder("Code", "Message");
    assertThat(error.message()).isEqualTo("m");
  }
}
