package io.longshore.service.dataexchange.dataset;

import static io.longshore.service.dataexchange.DataExchangeSamples.dataSet;
import static io.longshore.service.dataexchange.DataExchangeSamples.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What owners and receivers of grants see of a data set. */
class DataSetTest {

  private static final String OWNED = "arn:aws:dataexchange:us-east-1:111122223333:data-sets/set-1";
  private static final String GRANTED = "arn:aws:dataexchange:us-east-1::data-sets/set-1";
  private static final String AT = "2026-03-07T23:05:09.120Z";

  @Test
  void the_owner_sees_a_data_set_with_its_tags() {
    assertThat(dataSet().describe())
        .isEqualTo(
            new JsonObject()
                .put("Arn", OWNED)
                .put("AssetType", "S3_SNAPSHOT")
                .put("CreatedAt", AT)
                .put("Description", "All prices")
                .put("Id", "set-1")
                .put("Name", "Prices")
                .put("Origin", "OWNED")
                .put("UpdatedAt", AT)
                .put("Tags", new JsonObject().put("team", "a")));
    assertThat(dataSet().entry().containsKey("Tags")).isFalse();
  }

  @Test
  void the_receiver_of_a_grant_sees_no_account_and_no_tags() {
    JsonObject seen = granted("grant-1").describe();

    assertThat(seen.getString("Arn")).isEqualTo(GRANTED);
    assertThat(seen.getString("Origin")).isEqualTo("ENTITLED");
    assertThat(seen.getJsonObject("OriginDetails"))
        .isEqualTo(new JsonObject().put("DataGrantId", "grant-1"));
    assertThat(seen.containsKey("Tags")).isFalse();
  }
}
