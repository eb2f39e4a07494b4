package io.longshore.conformance;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.TcpFaults;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.State;

/** S3 copies large objects itself; their bytes do not pass through the server. */
@Timeout(180)
class ServerSideCopyIT extends RolesFixture {

  private static final int LARGE = 70 << 20;
  private static final long LITTLE = 1 << 20;
  private static final String ROLE = "arn:aws:iam::111122223333:role/dataexchange";

  private final Vertx vertx = Vertx.vertx();
  private final TcpFaults proxy =
      new TcpFaults(vertx, Backends.s3().endpoint().orElseThrow().getPort());

  @AfterEach
  void close() {
    proxy.close();
    await(vertx.close());
  }

  @Test
  void large_objects_are_imported_and_exported_without_passing_the_server_with_listed_roles()
      throws Exception {
    JsonObject roles = roles();
    assertThat(roles.getMap()).containsKey(ROLE);
    copied(roles);
  }

  @Test
  void large_objects_are_also_copied_by_s3_for_a_role_with_the_same_s3_and_keys() throws Exception {
    JsonObject roles = roles();
    roles
        .getJsonObject(ROLE)
        .put("endpoint", "http://127.0.0.1:" + proxy.port())
        .put("accessKey", Backends.s3().accessKey().orElseThrow())
        .put("secretKey", Backends.s3().secretKey().orElseThrow());
    copied(roles);
  }

  private void copied(JsonObject roles) throws Exception {
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.put(BUCKET, "open/large", new byte[LARGE]);
      Map<String, String> flags = flags(roles);
      flags.put("s3.endpoint", "http://127.0.0.1:" + proxy.port());
      try (Installation server = Installation.start(temp.resolve("data"), flags)) {
        DataExchangeAsyncClient client = client(DataExchangeAsyncClient.builder(), server);
        inAndOut(client);
        assertThat(objects.bytes(BUCKET, "open/out")).hasSize(LARGE);
      }
    }
  }

  private void inAndOut(DataExchangeAsyncClient client) {
    String set = DataExchangeCalls.dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = DataExchangeCalls.revision(client, set);
    passed();
    assertThat(
            DataExchangeCalls.imported(client, set, revision, BUCKET, "open/large", "open/a.csv")
                .state())
        .isEqualTo(State.COMPLETED);
    assertThat(passed()).as("bytes of an import that passed the server").isLessThan(LITTLE);
    String large =
        DataExchangeCalls.assets(client, set, revision).stream()
            .filter(each -> each.name().equals("open/large"))
            .findFirst()
            .orElseThrow()
            .id();
    assertThat(
            DataExchangeCalls.run(
                    client,
                    DataExchangeRequests.exporting(set, revision, large, BUCKET, "open/out"))
                .state())
        .isEqualTo(State.COMPLETED);
    assertThat(passed()).as("bytes of an export that passed the server").isLessThan(LITTLE);
  }

  private long passed() {
    return proxy.bytesFromClients() + proxy.bytesFromServer();
  }
}
