package io.longshore.service.dataexchange.asset;

import static io.longshore.service.dataexchange.DataExchangeSamples.asset;
import static io.longshore.service.dataexchange.DataExchangeSamples.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What viewers see of an asset, and what a job is told of it. */
class AssetTest {

  private static final String GRANTED = "arn:aws:dataexchange:us-east-1::data-sets/set-1";

  @Test
  void an_asset_is_shown_in_the_data_set_of_its_viewer() {
    JsonObject shown = asset("a.csv").describe(granted("grant-1"));

    assertThat(shown.getString("Arn")).isEqualTo(GRANTED + "/revisions/rev-1/assets/asset-1");
    assertThat(shown.getString("DataSetId")).isEqualTo("set-1");
    assertThat(shown.getString("RevisionId")).isEqualTo("rev-1");
    assertThat(shown.getString("Name")).isEqualTo("a.csv");
    assertThat(shown.fieldNames()).doesNotContain("ObjectKey", "ETag", "Tags");
  }

  @Test
  void a_job_pins_the_bytes_of_an_asset() {
    assertThat(asset("a.csv").pinned())
        .isEqualTo(
            new JsonObject()
                .put("AssetId", "asset-1")
                .put("ObjectKey", "assets/job/asset-1")
                .put("Size", 12L)
                .put("ETag", "\"etag\""));
  }
}
