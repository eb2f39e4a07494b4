package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeRequests.lending;
import static io.longshore.conformance.DataExchangeWalk.dataSet;
import static io.longshore.conformance.DataExchangeWalk.revision;
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

/** What leaves as an asset are the bytes that came, under whatever key. */
@Timeout(120)
class DataExchangeBytesIT extends DataExchangeSdk {

  @Test
  void folder_markers_and_keys_with_two_slashes_are_exported_as_themselves() {
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

  /** As if somebody had written to the bucket of assets: the database knows another ETag. */
  @Test
  void an_asset_whose_bytes_were_replaced_is_neither_exported_nor_lent() throws Exception {
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
    failed(run(lending(set, revision, asset)));

    pin(asset, pinned);
    assertThat(run(byPattern(set, revision, "restored/${Asset.Name}")).state())
        .isEqualTo(State.COMPLETED);
    assertThat(run(lending(set, revision, asset)).state()).isEqualTo(State.COMPLETED);
  }

  private static void pin(String asset, String etag) throws Exception {
    Sql.run(
        Installation.shared().database(),
        "update dataexchange_asset set etag = '%s' where id = '%s'".formatted(etag, asset));
  }
}
