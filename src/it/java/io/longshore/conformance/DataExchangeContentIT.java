package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.exportToUrl;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.State;

/** Assets are exported with the bytes that were imported, under any key. */
@Timeout(120)
class DataExchangeContentIT extends DataExchangeSdkFixture {

  @Test
  void folder_markers_and_keys_with_two_slashes_are_exported_unchanged() {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    List<String> keys = List.of("odd/", "odd/2026.csv", "odd//2026.csv", "odd");
    for (String key : keys) {
      objects.put(IN, key, key.endsWith("/") ? new byte[0] : key.getBytes(), "text/csv", Map.of());
    }
    assertThat(run(importing(set, revision, keys.toArray(String[]::new))).state())
        .isEqualTo(State.COMPLETED);

    assertThat(run(byPattern(set, revision, "${Asset.Name}")).state()).isEqualTo(State.COMPLETED);

    assertThat(objects.keys(OUT)).containsAll(keys);
    for (String key : keys) {
      assertThat(objects.bytes(OUT, key)).isEqualTo(objects.bytes(IN, key));
    }
  }

  /**
   * Changes the ETag in the database, as if the object in the asset bucket had been overwritten.
   */
  @Test
  void an_asset_whose_bytes_were_replaced_is_neither_exported_nor_available_by_url()
      throws Exception {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = imported(set, "pinned");
    String asset = assets(set, revision).get(0).id();
    String pinned =
        Sql.run(
                Installation.shared().database(),
                "select etag from dataexchange_asset where id = '" + asset + "'")
            .get(0);
    assertThat(pinned).isNotNull().startsWith("\"");

    pin(asset, "\"0123\"");
    JobError exported = failed(run(byPattern(set, revision, "replaced/${Asset.Name}")));
    assertThat(exported.message()).contains("replaced in the bucket of assets");
    assertThat(exported.resourceId()).isEqualTo(asset);
    assertThat(objects.keys(OUT)).noneMatch(key -> key.startsWith("replaced/"));
    failed(run(exportToUrl(set, revision, asset)));

    pin(asset, pinned);
    assertThat(run(byPattern(set, revision, "restored/${Asset.Name}")).state())
        .isEqualTo(State.COMPLETED);
    assertThat(run(exportToUrl(set, revision, asset)).state()).isEqualTo(State.COMPLETED);
  }

  private static void pin(String asset, String etag) throws Exception {
    Sql.run(
        Installation.shared().database(),
        "update dataexchange_asset set etag = '%s' where id = '%s'".formatted(etag, asset));
  }
}
